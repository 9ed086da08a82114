"""Counters printed so roughly that several records share one count: ``step 1.2k``, three times.

They were not logged again. What was printed says no more than that they lie between this count and
the next, and there they are put, evenly and in their order; the first stays where it is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note
from convcheck.readers._text_counts import EXPONENTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from convcheck.model import FloatArray

LEAST_SHARE = 0.2
"""Share of the counts that several records have; where fewer do, these were logged again."""
THOUSAND = 1000.0
CODE = "coarse-counter"


def first_rounded(endings: Collection[bytes]) -> float:
    """Return from which count on numbers with these endings are rounded, as ``1.2k`` is.

    Infinite where none is. Smaller counts may be printed in full.
    """
    rounded = [ending[-1:] in EXPONENTS for ending in endings]
    if not any(rounded):
        return math.inf
    return 0.0 if all(rounded) else THOUSAND


def spread(position: FloatArray, first: float) -> tuple[FloatArray, int]:
    """Return positions of shape (n,) with those that share a count apart, and how many moved.

    Counts are rounded from ``first`` on.
    """
    begins = np.flatnonzero(np.append(True, position[1:] != position[:-1])[: len(position)])
    length = np.diff(begins, append=len(position))
    count = position[begins]
    gap = np.diff(count, append=np.nan)
    if len(gap) > 1:
        gap[-1] = gap[-2]
    rounded = count >= first
    shared = rounded & (length > 1) & (gap > 0)
    if not shared.any() or shared.sum() < LEAST_SHARE * rounded.sum():
        return position, 0
    part = np.where(shared, gap / length, 0.0)
    place = np.arange(len(position)) - np.repeat(begins, length)
    return position + place * np.repeat(part, length), int((length[shared] - 1).sum())


def note(counter: str, moved: int) -> Note:
    """Return what is to be said of points that were put between two counts."""
    message = f"{counter!r} is rounded: points at one count are put evenly up to the next"
    return Note(CODE, message, moved, counter)
