"""The file that an ``-o`` names: its format, and whether it may be written."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Sequence

from convcheck.errors import UsageError

STDIO = "-"
"""Standard input among the inputs, standard output among the outputs."""


def split(written: str, known: Sequence[str]) -> tuple[str, str]:
    """Divide ``[FORMAT:]FILE`` into a known format, empty where none is named, and the file.

    What stands before a colon and is no format is part of the path, as the letter of a drive.
    """
    word, colon, path = written.partition(":")
    return (word, path) if colon and path and word in known else ("", written)


def refuse_inputs(outputs: Iterable[str], inputs: Sequence[str]) -> None:
    """Raise UsageError where an output is an input, by whatever name: the log would be lost.

    So would be a log in a folder among the inputs, of whatever run.
    """
    read = [(path, status) for path in inputs if (status := _status(path, reading=True))]
    for output in outputs:
        status = _status(output, reading=False)
        for path, other in read:
            if status is not None and os.path.samestat(status, other):
                name = "standard input" if path == STDIO else path
                raise _would_destroy(f"the output {output} is the input {name}")
        folder = next((path for path in inputs if _lies_in(output, path)), None)
        if status is not None and folder is not None and _is_log(output):
            raise _would_destroy(f"the output {output} is a log in {folder}")


def _would_destroy(what: str) -> UsageError:
    return UsageError(f"{what}: writing would destroy the log", "give another file")


def _lies_in(file: str, folder: str) -> bool:
    if not os.path.isdir(folder):
        return False
    above = os.path.realpath(folder)
    return os.path.realpath(file).startswith(above + os.sep)


def _is_log(path: str) -> bool:
    """Return whether a reader accepts what is there, and none of us wrote it.

    None accepts a report; a long table is what ``convert`` writes.
    """
    from convcheck import readers
    from convcheck.errors import InputError
    from convcheck.readers._bytes import head_of

    try:
        return readers.recognise(head_of(path), os.path.basename(path)) != "longtable"
    except InputError:
        return False


def _status(path: str, *, reading: bool) -> os.stat_result | None:
    """Return which regular file is meant; none where there is none that could be lost."""
    try:
        if path != STDIO:
            found = os.stat(path)
        elif reading:
            found = os.fstat(sys.stdin.fileno())
        else:
            return None
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None
