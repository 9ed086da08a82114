"""Counters with marks in them: ``1.500`` and ``1 500`` are thousands where only that rises.

Else the point is a decimal one, and what follows the blank is another number. Two points, as in
``1.500.000``, prove that points are between thousands. Epochs may well have three decimals.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._text_commas import THOUSAND, Comma

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

MARKED = frozenset({Comma.POINT, Comma.BLANK, Comma.BLANKS})
"""Ways to write a number of which it alone does not tell whether it is in thousands."""
_ENDINGS = frozenset({b"", b".000", b" 000", b".000.000", b" 000 000"})


def with_thousands(
    record: IntArray, value: FloatArray, ways: Any, endings: Collection[bytes]
) -> FloatArray:
    """Return the values of a counter, shape (n,), by what its marks are.

    ``ways`` tells in words how each is written; ``endings`` are those of all.
    """
    blank, blanks = ways == Comma.BLANK.value, ways == Comma.BLANKS.value
    pointed = ways == Comma.POINT.value
    if not _ENDINGS.issuperset(endings):
        pointed[:] = False
    apart = np.where(blank, np.floor(value / THOUSAND), value)
    apart = np.where(blanks, np.floor(value / THOUSAND**2), apart)
    joined = np.where(pointed, np.rint(value * THOUSAND), value)
    if (joined[blank | pointed] < THOUSAND).any():
        return apart
    if (ways == Comma.GROUPS.value).any():
        return joined
    order = np.argsort(record, kind="stable")
    return joined if _rises(joined[order]) and not _rises(apart[order]) else apart


def _rises(value: FloatArray) -> bool:
    """Return whether a counter never falls; several lines may stand at one count."""
    return bool((value[1:] >= value[:-1]).all())
