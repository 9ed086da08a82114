"""A line of progress on standard error, for work that takes long enough to wonder about."""

from __future__ import annotations

import sys
import time

from convcheck.cli import _streams
from convcheck.reporters._text import escape, shorten

PATIENCE = 2.0
"""Seconds before anything is shown; a quick analysis leaves no trace."""
ERASE_LINE = "\r\x1b[K"


class Progress:
    """Called with what is being done; shows it where a person looks at standard error."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = False

    def __call__(self, message: str) -> None:
        """Replace the line by this message, once the work takes long."""
        if time.monotonic() - self._began < PATIENCE or not _streams.is_terminal(sys.stderr):
            return
        text = shorten(escape(message), _streams.DEFAULT_WIDTH - 1)
        sys.stderr.write(f"{ERASE_LINE}{text}")
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write(ERASE_LINE)
            sys.stderr.flush()
