"""The options that commands share; their names are the keys of ``convcheck.options``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from convcheck.cli import _completion

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="A log, a run folder, or - for stdin.")
]
Path = Annotated[str, typer.Argument(metavar="PATH", help="A log, a run folder, or - for stdin.")]

Names = list[str] | None
Train = Annotated[Names, typer.Option("--train", metavar="NAME", help="Training loss (or glob).")]
Validation = Annotated[Names, typer.Option("--val", metavar="NAME", help="Validation loss.")]
X = Annotated[Names, typer.Option("--x", metavar="NAME", help="Step or epoch.")]
LearningRate = Annotated[Names, typer.Option("--lr", metavar="NAME", help="Learning rate.")]
GradientNorm = Annotated[
    Names, typer.Option("--grad-norm", metavar="NAME", help="Norm of the gradient.")
]
RunName = Annotated[
    str | None, typer.Option("--run", metavar="GLOB", help="Which runs, where a file holds many.")
]
Format = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FORMAT",
        help="Format of the log; else recognised.",
        autocompletion=_completion.logs,
    ),
]
OnRestart = Annotated[
    Literal["last", "first", "error"] | None,
    typer.Option("--on-restart", help="Which records win where the counter went back. [last]"),
]
Goal = Annotated[
    Literal["min", "max"] | None,
    typer.Option("--goal", help="Whether the series is to fall or to rise; else from its name."),
]

Band = Annotated[
    str | None,
    typer.Option(
        "--band", metavar="BAND", help="Settled is within this: 2% of the drop, or a loss. [2%]"
    ),
]
FromStep = Annotated[
    float | None, typer.Option("--from-step", metavar="N", help="Leave out what is before.")
]
ToStep = Annotated[
    float | None, typer.Option("--to-step", metavar="N", help="Leave out what is after.")
]
Select = Annotated[
    Names,
    typer.Option(
        "--select",
        metavar="CODES",
        help="Run these rules only.",
        autocompletion=_completion.codes,
    ),
]
Ignore = Annotated[
    Names,
    typer.Option(
        "--ignore",
        metavar="CODES",
        help="Suppress these rules.",
        autocompletion=_completion.codes,
    ),
]
Assignments = Annotated[
    Names,
    typer.Option("--set", metavar="CODE.X=V", help="A limit, or CC401.severity=warning."),
]
Target = Annotated[
    float | None, typer.Option("--target", metavar="LOSS", help="Fail unless the mean gets there.")
]
ByStep = Annotated[
    float | None, typer.Option("--by-step", metavar="N", help="... at this step at the latest.")
]
FailOn = Annotated[
    Literal["warning", "error", "never"] | None,
    typer.Option("--fail-on", help="Least grave finding that gives exit code 1. [error]"),
]
Accept = Annotated[
    Names,
    typer.Option(
        "--accept",
        metavar="VERDICTS",
        help="Verdicts that pass beside converged.",
        autocompletion=_completion.verdicts,
    ),
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 instead of 1 and 4.")]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", help="Inputs at once. [1]")]

To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="FORMAT",
        help="What stdout gets. [terminal]",
        autocompletion=_completion.reports,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="The same as --to json.")]
AsData = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]
Output = Annotated[
    Names,
    typer.Option("--output", "-o", metavar="[FORMAT:]FILE", help="Write to a file; repeatable."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="One line a run, tab-separated.")]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, show_default=False, help="Show more.")
]
Plot = Annotated[
    bool | None, typer.Option("--plot/--no-plot", help="Draw the curve. [on a terminal]")
]
Color = Annotated[
    Literal["auto", "always", "never"],
    typer.Option("--color", show_default=False, help="Whether to use colour. [auto]"),
]
Width = Annotated[
    int | None, typer.Option("--width", metavar="COLUMNS", help="Columns to fill. [terminal]")
]
Ascii = Annotated[bool, typer.Option("--ascii", help="Use ASCII only.")]


def said(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that the command line gave, by key, from a command's parameters."""
    from convcheck.options import OPTIONS, SPELLINGS

    keys = {name: name.replace("_", "-") for name in asked}
    keys = {name: SPELLINGS.get(key, key) for name, key in keys.items()}
    return {
        key: asked[name]
        for name, key in keys.items()
        if key in OPTIONS and (asked[name] or asked[name] == 0) and asked[name] is not False
    }
