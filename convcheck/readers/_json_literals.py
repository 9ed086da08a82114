"""Compare the literals of a layout with many lines at once, eight bytes at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import BoolArray, IntArray

AT_ONCE = 1 << 16
"""Words compared together: enough to hide numpy's overhead, few enough for the caches."""

_WORD = 8


@dataclass(frozen=True, slots=True)
class Literals:
    """The words that make up the literals of a layout; the arrays have shape (words,)."""

    which: IntArray
    """The literal to which each word belongs."""
    offset: IntArray
    """How far into the literal it begins."""
    mask: Any
    """Which of its bits count: fewer where the literal is shorter than a word."""
    word: Any
    """What it is to be."""
    comma: IntArray
    """Shape (literals - 2,): the comma of the line that stands in each but the first and last."""
    before_comma: IntArray
    """How many bytes of the literal come before that comma, the same shape."""

    def begins(self, lines: IntArray, ends: IntArray, commas: IntArray, last: int) -> IntArray:
        """Return where each literal begins, of shape (n, literals).

        ``lines`` and ``ends`` are where lines begin and end, shapes (n,), ``commas`` those of each
        literal but the first and last, and ``last`` is the length of the last.
        """
        begin = np.empty((len(lines), len(self.comma) + 2), np.int64)
        begin[:, 0], begin[:, -1] = lines, ends - last
        np.subtract(commas, self.before_comma, out=begin[:, 1:-1])
        return begin

    def stand_at(self, begin: IntArray, words: Any) -> BoolArray:
        """Return on which lines all literals stand where they should, of shape (n,).

        ``words`` holds the eight bytes from each place of the data on as one number.
        """
        holds = np.ones(len(begin), np.bool_)
        rows = max(1, AT_ONCE // max(1, len(self.word)))
        for first in range(0, len(begin), rows):
            found = words[begin[first : first + rows, self.which] + self.offset]
            found &= self.mask
            alike = found == self.word
            if not alike.all():  # by far faster than line by line
                holds[first : first + rows] = alike.all(axis=1)
        return holds


@lru_cache(64)
def words_of(literals: tuple[bytes, ...]) -> Literals:
    """Return the words of the literals of a layout."""
    parts = [
        (number, offset, literal[offset : offset + _WORD])
        for number, literal in enumerate(literals)
        for offset in _offsets(len(literal))
    ]
    commas = [literal.count(b",") for literal in literals[:-1]]
    return Literals(
        np.array([number for number, _, _ in parts], np.int64),
        np.array([offset for _, offset, _ in parts], np.int64),
        np.array([(1 << 8 * len(part)) - 1 for _, _, part in parts], np.uint64),
        np.array([int.from_bytes(part, "little") for _, _, part in parts], np.uint64),
        np.cumsum(commas, dtype=np.int64)[:-1],
        np.array([literal.index(b",") for literal in literals[1:-1]], np.int64),
    )


def _offsets(length: int) -> Sequence[int]:
    """Return where the words of a literal begin; the last may overlap the one before."""
    if length <= _WORD:
        return (0,) if length else ()
    return sorted({*range(0, length - _WORD + 1, _WORD), length - _WORD})
