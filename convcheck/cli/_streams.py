"""The standard streams: what they can show, and writing to them without surprises."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from convcheck.errors import ConvcheckError
    from convcheck.report import Unread

Color = Literal["auto", "always", "never"]

DEFAULT_WIDTH = 80
WIDEST = 160
"""Columns beyond which lines of text are tiring; the rest of a wide terminal stays empty."""
NARROWEST = 40


def write(text: str) -> None:
    """Write to standard output; a reader that went away is no error.

    Raises OutputError where there is no room for it.
    """
    with to_stdout("report"):
        _lenient(sys.stdout)
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def to_stdout(what: str) -> Iterator[None]:
    """Write something to standard output; a reader that went away is no error.

    Raises OutputError where there is no room for it.
    """
    try:
        yield
    except BrokenPipeError:
        silence_stdout()
    except OSError as error:
        from convcheck.errors import OutputError

        silence_stdout()  # what is still buffered would fail again when the program ends
        raise OutputError(f"cannot write the {what}: {error.strerror or error}") from None


def tell(message: str) -> None:
    """Write one line for the user to standard error."""
    from convcheck.reporters._text import escape

    _lenient(sys.stderr)
    print(f"convcheck: {escape(message)}", file=sys.stderr)  # noqa: T201 - the place to print


def complain(trouble: ConvcheckError | Unread) -> None:
    """Tell what went wrong, where, and what to try."""
    where = f"{trouble.path}: " if trouble.path and trouble.path not in trouble.message else ""
    tell(f"{where}{trouble.message}")
    if trouble.hint:
        tell(f"hint: {trouble.hint}")


def silence_stdout() -> None:
    """Send what is still buffered for a closed pipe nowhere, so that leaving stays quiet."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


def completes() -> bool:
    """Return whether a shell asks for completions instead of a run."""
    return "_CONVCHECK_COMPLETE" in os.environ


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person looks at a stream."""
    return not stream.closed and stream.isatty()


def are_one() -> bool:
    """Return whether standard output and standard error go to the same place, as with 2>&1."""
    try:
        return os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    except (OSError, ValueError):
        return False


def wants_color(choice: Color, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Decide on colour: the option, then NO_COLOR, FORCE_COLOR and TERM, then the stream."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return environment.get("TERM") != "dumb" and is_terminal(stream)


def speaks_unicode(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether a stream can show more than ASCII.

    Python writes UTF-8 in the C locale too, so for a terminal the locale itself is asked.
    """
    if (stream.encoding or "").lower().replace("-", "").replace("_", "") != "utf8":
        return False
    if not is_terminal(stream):
        return True
    named = (environment.get(key) for key in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((value for value in named if value), "")
    charset = locale.partition(".")[2].lower().replace("-", "")
    return environment.get("TERM") != "linux" and (
        charset.startswith("utf8") if charset else locale not in ("", "C", "POSIX")
    )


def width(asked: int | None, stream: TextIO, environment: Mapping[str, str]) -> int:
    """Return the columns to fill: the option, then COLUMNS, then the terminal."""
    if asked is not None:
        return max(asked, NARROWEST)
    columns = environment.get("COLUMNS", "")
    found = int(columns) if columns.isdecimal() else 0
    return min(max(found or _terminal_columns(stream), NARROWEST), WIDEST)


def _terminal_columns(stream: TextIO) -> int:
    if not is_terminal(stream):
        return DEFAULT_WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def _lenient(stream: TextIO) -> None:
    """Spell out what the stream's encoding cannot hold instead of failing on it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
