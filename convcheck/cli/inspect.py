"""``convcheck inspect``: what was recognised in a log, before any analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from convcheck.cli import _options as options
from convcheck.cli import _streams

if TYPE_CHECKING:
    from convcheck.errors import ConvcheckError
    from convcheck.report import Inspection
    from convcheck.reporters import Look


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("inspect")(inspect)


def inspect(
    paths: options.Paths,
    train: options.Train = None,
    val: options.Validation = None,
    x: options.X = None,
    lr: options.LearningRate = None,
    grad_norm: options.GradientNorm = None,
    run: options.RunName = None,
    from_format: options.Format = None,
    on_restart: options.OnRestart = None,
    goal: options.Goal = None,
    json: options.AsData = False,
    color: options.Color = "auto",
    width: options.Width = None,
    ascii_only: options.Ascii = False,
) -> None:
    """Show what is recognised in a log, and what is not used."""
    asked = locals()
    from convcheck.cli import _looks
    from convcheck.exit_codes import UNUSABLE_INPUT

    found, unread = _inspect(paths, asked)
    if json:
        _streams.write(_as_json(found))
    elif found:
        _streams.write(_text(found, _looks.of_stdout(asked)))
    for error in unread:
        _streams.complain(error)
    if unread or not found or any(each.problem for each in found):
        raise typer.Exit(UNUSABLE_INPUT)


def _inspect(
    paths: Sequence[str], asked: Mapping[str, Any]
) -> tuple[list[Inspection], list[ConvcheckError]]:
    """Return what is recognised, and what could not be read."""
    from convcheck.cli import _settings, _stdin

    settings = _settings.settle(asked)
    content = _stdin.content(paths)
    from convcheck import pipeline

    return pipeline.inspect(paths, settings, content)


def _as_json(found: Sequence[Inspection]) -> str:
    import json

    from convcheck.reporters import _inspection

    return json.dumps([_inspection.as_dict(each) for each in found], indent=2) + "\n"


def _text(found: Sequence[Inspection], look: Look) -> str:
    from convcheck.reporters import _inspection
    from convcheck.reporters._page import Page
    from convcheck.reporters._text import to_ascii

    blocks = ["\n".join(_inspection.as_lines(each, Page(look))) for each in found]
    text = "\n\n".join(blocks) + "\n"
    return text if look.unicode else to_ascii(text)
