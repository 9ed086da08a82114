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


def refuse_inputs(outputs: Iterable[str], inputs: Iterable[str]) -> None:
    """Raise UsageError where an output is an input, by whatever name: the log would be lost."""
    read = [(path, status) for path in inputs if (status := _status(path, reading=True))]
    for output in outputs:
        status = _status(output, reading=False)
        for path, other in read:
            if status is not None and os.path.samestat(status, other):
                name = "standard input" if path == STDIO else path
                raise UsageError(
                    f"the output {output} is the input {name}: writing would destroy the log",
                    "give another file",
                )


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
