"""Lines that are printed in other ways, rewritten as names and numbers block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

LOOKED_AT_BYTES = 1 << 16
"""The bytes of a block among which is looked for what is rare: to look through all would take a
good part of the time that reading does."""
LONGEST_RECORD = 1 << 16
"""Bytes of the longest record over several lines, and of what is searched for its beginning."""
MOST_HELD = 8 << 20
"""Bytes that wait for the rest of their record; behind that they are read as they are."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One way to print that is rewritten."""

    marks: tuple[bytes, ...]
    """It is looked for in a log from the first block on that begins with one of them; none for a
    way that is always looked for."""
    apply: Callable[[bytes], bytes]
    """What rewrites lines."""
    unfinished: Callable[[bytes], int] | None = None
    """Where the record begins that may go on behind these lines; negative for none."""

    def is_in(self, data: bytes) -> bool:
        """Return whether lines begin with a mark of it."""
        if not self.marks:
            return True
        return any(data.find(mark, 0, LOOKED_AT_BYTES) >= 0 for mark in self.marks)


@dataclass(slots=True)
class Rewriting:
    """One passage through a log; what was met once is looked for to the end."""

    rewrites: Sequence[Rewrite]
    """The ways that may be met."""
    met: list[Rewrite] = field(default_factory=list)
    """Those that were, in the same order."""
    held: bytes = b""
    """The beginning of a record whose end was not read yet."""

    def rewritten(self, data: bytes, last: bool = True) -> bytes:
        """Return whole lines rewritten, with those that were held back for them.

        Only behind the last lines of a file nothing is held back.
        """
        if self.held:
            data = self.held + data
        self.met = [each for each in self.rewrites if each in self.met or each.is_in(data)]
        self.held = b"" if last else self._unfinished(data)
        data = data[: len(data) - len(self.held)]
        for each in self.met:
            data = each.apply(data)
        return data

    def _unfinished(self, data: bytes) -> bytes:
        starts = [each.unfinished(data) for each in self.met if each.unfinished is not None]
        start = min((start for start in starts if start >= 0), default=len(data))
        return data[start:] if len(data) - start <= MOST_HELD else b""

    def skip(self) -> None:
        """Forget what was held back: the lines after it are not read."""
        self.held = b""


def substitution(*marks: bytes, pattern: re.Pattern[bytes], by: bytes) -> Rewrite:
    """Return a way to print that one expression finds."""
    return Rewrite(marks, lambda data: pattern.sub(by, data))


def at_the_end(pattern: re.Pattern[bytes]) -> Callable[[bytes], int]:
    r"""Return what finds where an expression, which ends in ``\Z``, matches the end of lines."""

    def unfinished(data: bytes) -> int:
        start = data.find(b"\n", max(len(data) - LONGEST_RECORD, 0)) + 1
        match = pattern.search(data, start if len(data) > LONGEST_RECORD else 0)
        return match.start() if match else -1

    return unfinished


def from_last(mark: bytes) -> Callable[[bytes], int]:
    """Return what finds the beginning of the last line that holds a mark."""

    def unfinished(data: bytes) -> int:
        at = data.rfind(mark)
        return at if at < 0 else data.rfind(b"\n", 0, at) + 1

    return unfinished
