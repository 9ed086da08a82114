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

    Raises UsageError for a word before the colon that is no format: a drive has one letter only.
    """
    word, colon, path = written.partition(":")
    if not (colon and path):
        return "", written
    if word in known:
        return word, path
    if len(word) > 1 and word.isalpha():
        raise UsageError(
            f"there is no output format {word!r} (in {written!r})",
            f"known: {', '.join(known)}; for a file of that name write ./{written}",
        )
    return "", written


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
