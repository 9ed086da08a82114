"""The command line: what was asked is run, and whatever happens becomes an exit code."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NoReturn, cast

import typer

from convcheck import exit_codes
from convcheck.cli import _streams
from convcheck.errors import ConvcheckError


class _Shown(Exception):  # noqa: N818 - describes typer's type, is never raised
    """The form of typer's complaints; the options that may have been meant, where it names any."""

    option_name: str = ""
    possibilities: Sequence[str] | None = None

    def show(self) -> None:
        """Print usage and message to standard error."""


USAGE_ERROR = cast("type[_Shown]", typer.BadParameter.__mro__[1])
"""Base of typer's complaints about options; it publishes this one leaf of them only."""


MEANT = {"--format": ("--to", "--json", "--from")}
"""Options of other programs, and those of ``analyze`` that stand for them: typer names what is
spelled alike, but who types --format means the format of the report more often than the log's."""


VERBOSE = re.compile("--verbose|-q*v[qv]*")
"""Ways to ask for more: short options may be written together."""


def main() -> NoReturn:
    """Run the program on the arguments of the process, and leave it."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code, whatever happens."""
    try:
        return _invoke(list(arguments))
    except ConvcheckError as error:
        _streams.complain(error)
        return error.exit_code
    except USAGE_ERROR as error:
        _name_what_is_meant(error, arguments)
        error.show()
        return exit_codes.WRONG_USAGE
    except (KeyboardInterrupt, typer.Abort):
        _streams.tell("interrupted")
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        _streams.silence_stdout()
        return 0
    except Exception as error:  # a defect of ours must not look like a finding
        return _confess(error, verbose=any(map(VERBOSE.fullmatch, arguments)))


def _name_what_is_meant(error: _Shown, arguments: Sequence[str]) -> None:
    """Let a complaint about an unknown option name those that do what was asked for."""
    from convcheck.cli import _app

    meant = MEANT.get(getattr(error, "option_name", ""))
    if meant and _app.with_command(arguments)[0] == _app.DEFAULT:
        error.possibilities = meant


def _invoke(arguments: list[str]) -> int:
    """Parse and run without typer's own mapping of errors to exit codes."""
    from convcheck.cli import _app

    if _streams.completes():
        typer.main.get_command(_app.application()).main(arguments, prog_name="convcheck")
    arguments = _app.with_command(arguments)
    asked = [name for name in _app.COMMANDS if name in arguments[:1]]
    command = typer.main.get_command(_app.application(asked or _app.COMMANDS))
    try:
        with command.make_context("convcheck", arguments) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0


def _confess(error: Exception, verbose: bool) -> int:
    from convcheck import __version__

    if verbose:
        import traceback

        traceback.print_exception(error)
    _streams.tell(f"internal error: {type(error).__name__}: {error}")
    _streams.tell("this is a defect of the program, not of your log; please report it with the")
    _streams.tell(f"log and what the same command prints with -v (convcheck {__version__})")
    return exit_codes.INTERNAL_ERROR
