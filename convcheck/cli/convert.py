"""``convcheck convert``: the loss table of a log as Parquet, CSV or JSONL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from convcheck.cli import _options as o

if TYPE_CHECKING:
    from convcheck.table import LossTable

EXAMPLES = """Examples:

\b
  convcheck convert events/ -o run.parquet
  convcheck convert run.log -o csv:- | head
"""
STDOUT = "-"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("convert", epilog=EXAMPLES)(convert)


def convert(
    path: o.Path,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="[FORMAT:]FILE", help="Where to write it.")
    ],
    from_format: o.Format = None,
) -> None:
    """Write a log as one table: Parquet, CSV or JSONL.

    Its columns are series, step, time and value.
    """
    from convcheck import table_files

    format_name, colon, target = output.partition(":")
    if not (colon and target and format_name in table_files.WRITERS):
        format_name, target = table_files.format_of(output), output
    from convcheck import api

    _write(api.read(path, from_format or ""), format_name, target)


def _write(table: LossTable, format_name: str, target: str) -> None:
    from convcheck import table_files
    from convcheck.errors import OutputError

    if target == STDOUT:
        table_files.write(table, format_name, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        with open(target, "wb") as file:
            table_files.write(table, format_name, file)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}", path=target) from None
