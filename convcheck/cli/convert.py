"""``convcheck convert``: the loss table of a log as Parquet, CSV or JSONL."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from convcheck.cli import _options as options
from convcheck.cli import _streams

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.table import LossTable

EXAMPLES = """Examples:

\b
  convcheck convert events/ -o run.parquet
  convcheck convert run.log -o csv:- | head
  convcheck convert mlflow.db --run 'resnet*' -o resnet.jsonl
"""
STDOUT = "-"
NAMED_AT_MOST = 10
"""Runs named in a hint."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("convert", epilog=EXAMPLES)(convert)


def convert(
    path: options.Path,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="[FORMAT:]FILE", help="Where to write it.")
    ],
    x: options.X = None,
    run: options.RunName = None,
    from_format: options.Format = None,
) -> None:
    """Write the log of one run as a table: Parquet, CSV or JSONL.

    Its columns are series, step, time and value, a row for each value.
    """
    asked = locals()
    from convcheck import table_files
    from convcheck.cli import _settings, _stdin, _targets

    format_name, target = _targets.split(output, tuple(table_files.WRITERS))
    format_name = format_name or table_files.format_of(target)
    _targets.refuse_inputs([target], [path])
    settings = _settings.settle(asked)
    content = _stdin.content([path])
    from convcheck import pipeline

    source = _only(pipeline.find(path, settings, content), path)
    _targets.refuse_inputs([target], source.files)
    table = pipeline.read_table(source, settings)
    for note in table.notes:
        where = f" ({note.where})" if note.where else ""
        _streams.tell(f"{note.message}: {note.count}{where}")
    _write(table, format_name, target)


def _only(sources: Sequence[Source], path: str) -> Source:
    """Return the single run under a path. Raises UsageError where there are more."""
    from convcheck.errors import UsageError

    if len(sources) == 1:
        return sources[0]
    names = [source.run or source.path for source in sources[:NAMED_AT_MOST]]
    more = ", ..." if len(sources) > NAMED_AT_MOST else ""
    raise UsageError(
        f"{path} holds {len(sources)} runs, and a table is one run's",
        f"choose with --run NAME: {', '.join(names)}{more}",
    )


def _write(table: LossTable, format_name: str, target: str) -> None:
    from convcheck import table_files
    from convcheck.errors import OutputError

    if target == STDOUT:
        with _streams.to_stdout("table"):
            table_files.write(table, format_name, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    try:
        with open(target, "wb") as file:
            table_files.write(table, format_name, file)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}", path=target) from None
