"""A log that comes through standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from convcheck.cli import _streams
from convcheck.errors import UsageError

STDIN = "-"


def content(paths: Sequence[str]) -> bytes | None:
    """Return what standard input holds where ``-`` is among the paths, else none.

    Of what is too long only so much is taken as shows that. Raises UsageError where it is
    asked for twice: there is one only.
    """
    if STDIN not in paths:
        return None
    if list(paths).count(STDIN) > 1:
        raise UsageError("standard input can be read once only", "give - a single time")
    if _streams.is_terminal(sys.stdin):
        _streams.tell("reading the log from the keyboard; end it with Ctrl-D")
    from convcheck.readers._discovery import standard_input

    return standard_input()
