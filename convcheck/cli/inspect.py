"""``convcheck inspect``: what was recognised in a log, before any analysis."""

from __future__ import annotations

import typer

from convcheck.cli import _options as o
from convcheck.cli import _streams


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("inspect")(inspect)


def inspect(
    paths: o.Paths,
    train: o.Train = None,
    val: o.Validation = None,
    x: o.X = None,
    lr: o.LearningRate = None,
    grad_norm: o.GradientNorm = None,
    run: o.RunName = None,
    from_format: o.Format = None,
    on_restart: o.OnRestart = None,
    goal: o.Goal = None,
    json: o.Json = False,
    color: o.Color = "auto",
    width: o.Width = None,
    ascii_only: o.Ascii = False,
) -> None:
    """Show what is recognised in a log, and what is not used."""
    asked = locals()
    from convcheck.cli import _looks, _settings
    from convcheck.exit_codes import UNUSABLE_INPUT
    from convcheck.reporters import _inspection
    from convcheck.reporters._page import Page
    from convcheck.reporters._text import to_ascii

    settings = _settings.settle(asked)
    from convcheck import pipeline

    found = pipeline.inspect(paths, settings)
    if json:
        import json as encoder

        text = encoder.dumps([_inspection.as_dict(each) for each in found], indent=2) + "\n"
    else:
        look = _looks.of_stdout(asked)
        blocks = ["\n".join(_inspection.as_lines(each, Page(look))) for each in found]
        text = "\n\n".join(blocks) + "\n"
        text = text if look.unicode else to_ascii(text)
    _streams.write(text)
    if not found or any(each.problem for each in found):
        raise typer.Exit(UNUSABLE_INPUT)
