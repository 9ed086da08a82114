"""Which lines look like one that is known, some digits apart: eight bytes at a time.

A byte is a digit where xor with ``0`` leaves 0 to 9: its upper half is zero, and remains zero when
six is added. Any other byte must leave nothing at all.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import BoolArray, IntArray
    from convcheck.readers._byte_columns import ByteArray

    WordArray = NDArray[np.uint64]

WORD = 8
"""Bytes in a word, and lines that are compared in one stretch: together they fill whole words."""
TILE_BYTES = 1 << 17
"""Compared together: enough to hide numpy's overhead, few enough for the caches."""
MOST_OF_WIDTH = 4
"""Lines of one length that others are compared with."""

_TO_SIXTEEN = 6


class Likeness(NamedTuple):
    """What lines have in common that look like a known one, for ``WORD`` of them side by side."""

    width: int
    """Bytes of a line."""
    expected: WordArray
    """The lines, with zeros for digits."""
    added: WordArray
    """Six for each digit."""
    forbidden: WordArray
    """The bits that must be zero."""

    @classmethod
    def of(cls, line: ByteArray, free: BoolArray) -> Likeness:
        """Return what makes a line like this one; ``free`` digits may be others, shape (n,)."""
        expected = np.where(free, ord("0"), line)
        added = np.where(free, _TO_SIXTEEN, 0)
        forbidden = np.where(free, 0xF0, 0xFF)
        return cls(len(line), *map(_side_by_side, (expected, added, forbidden)))

    def of_lines(self, data: ByteArray, at: IntArray) -> BoolArray:
        """Return which of the lines that begin at these places are alike, shape (n,).

        All have the same width as the known one.
        """
        found = np.ones(len(at), np.bool_)
        count = WORD * max(1, TILE_BYTES // (WORD * self.width))
        for first in range(0, len(at), count):
            part = slice(first, first + count)
            wrong = self._wrong(data, at[part])
            if wrong.any():  # by far faster than line by line
                rows = wrong.view(np.uint8).reshape(-1, self.width)[: len(at[part])]
                found[part] = ~rows.any(axis=1)
        return found

    def _wrong(self, data: ByteArray, at: IntArray) -> WordArray:
        """Return words with bits where lines differ; there must be one line at least."""
        filler = np.repeat(at[-1:], -len(at) % WORD)
        kind = f"V{self.width}"
        cells = np.ndarray((len(data) - self.width + 1,), kind, data, 0, (1,))
        rows = cells[np.concatenate([at, filler])].view(np.uint8)
        words: WordArray = rows.reshape(-1, WORD * self.width).view("<u8")
        words ^= self.expected
        wrong = words + self.added
        wrong |= words
        wrong &= self.forbidden
        return wrong


class Likenesses:
    """The lines that others are compared with, by number."""

    def __init__(self) -> None:
        self._of_width: dict[int, dict[int, Likeness]] = defaultdict(dict)

    def add(self, number: int, line: ByteArray, free: BoolArray) -> bool:
        """Compare with this line, too; false where that would take too long, or is done already.

        ``free`` digits of it may be others, shape (n,).
        """
        known = self._of_width[len(line)]
        if number in known or len(known) >= MOST_OF_WIDTH:
            return False
        known[number] = Likeness.of(line, free)
        return True

    def numbers(self, data: ByteArray, start: IntArray, width: IntArray) -> NDArray[np.int32]:
        """Return the number of the known line that each one is like, or -1, shape (n,).

        ``start`` tells where lines begin, ``width`` how long they are.
        """
        number = np.full(len(start), -1, np.int32)
        for each, known in self._of_width.items():
            left = np.flatnonzero(width == each)
            for which, likeness in known.items():
                if len(left):
                    alike = likeness.of_lines(data, start[left])
                    number[left[alike]] = which
                    left = left[~alike]
        return number


def _side_by_side(line: NDArray[Any]) -> WordArray:
    """Return so many copies of a line that they fill whole words."""
    words: WordArray = np.tile(line.astype(np.uint8), WORD).view("<u8")
    return words
