"""The typer application: every command registered by its file, a path alone means analyze."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from convcheck import __version__
from convcheck.cli import analyze, config, convert, explain, inspect, rules
from convcheck.errors import UsageError

if TYPE_CHECKING:
    from typer._click.core import Context  # what TyperGroup itself declares

GROUP_OPTIONS = ("--help", "-h", "--version", "--install-completion", "--show-completion")
COMMANDS = (analyze, inspect, explain, rules, convert, config)
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


class AnalyzeByDefault(TyperGroup):
    """A group of commands in which anything that names no command is a path to analyze."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put ``analyze`` in front where the first word is neither command nor group option."""
        if args and args[0] not in self.commands and args[0] not in GROUP_OPTIONS:
            self._refuse_mistyped_command(args[0])
            args = ["analyze", *args]
        return super().parse_args(ctx, args)

    def _refuse_mistyped_command(self, word: str) -> None:
        near = difflib.get_close_matches(word, self.commands, n=1, cutoff=SIMILAR)
        if near and not os.path.lexists(word):
            raise UsageError(
                f"there is neither a command nor a file {word!r}", f"did you mean {near[0]!r}?"
            )


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"convcheck {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=AnalyzeByDefault,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Tell from a log whether a training run converged, at which step, and how sure that is.

    A path alone means analyze: convcheck run.csv
    """


for module in COMMANDS:
    module.register(app)
