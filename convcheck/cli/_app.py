"""The typer application: one file per command, loaded only where it is asked for."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from convcheck import __version__
from convcheck.errors import UsageError

COMMANDS = ("analyze", "inspect", "explain", "rules", "convert", "config")
"""In the order of the help; each is a module here with ``register(app)``."""
DEFAULT = "analyze"
GROUP_OPTIONS = ("--help", "-h", "--version", "--install-completion", "--show-completion")
SIMILAR = 0.75
"""Likeness at which a word that names no file is taken for a mistyped command."""

EXAMPLES = """Examples:

\b
  convcheck run.csv                   did it converge, when, how sure is that
  convcheck logs/ -q                  one line for every run below a folder
  convcheck run.csv -o report.json    the same as data
  tail -n +1 run.jsonl | convcheck -  from a pipe
  convcheck explain oscillating       what a verdict or a rule means

\b
Exit codes:
  0 converged    1 another verdict, or a grave finding    2 wrong usage
  3 input or output unusable    4 inconclusive    70 internal error
"""


def with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``analyze`` in front where they begin with a path or its options.

    Raises UsageError where the first word looks like a mistyped command.
    """
    if not arguments or arguments[0] in (*COMMANDS, *GROUP_OPTIONS):
        return list(arguments)
    _refuse_mistyped_command(arguments[0])
    return [DEFAULT, *arguments]


def application(commands: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the program with these commands; building all of them takes time at start-up."""
    app = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        epilog=EXAMPLES,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_program)
    for command in commands:
        importlib.import_module(f"convcheck.cli.{command}").register(app)
    return app


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"convcheck {__version__}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Tell from a log whether a training run converged, at which step, and how sure that is.

    A path alone means analyze: convcheck run.csv
    """


def _refuse_mistyped_command(word: str) -> None:
    if word.startswith("-") or os.path.lexists(word):
        return
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=SIMILAR)
    if near:
        raise UsageError(
            f"there is neither a command nor a file {word!r}", f"did you mean {near[0]!r}?"
        )
