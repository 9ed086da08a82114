"""Counters printed so roughly that several records share one count: ``step 1.2k``, three times.

They were not logged again. What was printed says no more than that they lie between this count and
the next that could be printed, and there they are put, evenly and in their order; the first stays
where it is. Lines of several ranks or devices share counts of their own accord.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note
from convcheck.readers._text_counts import EXPONENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from convcheck.model import FloatArray
    from convcheck.readers._byte_columns import Places

LEAST_SHARE = 0.2
"""Share of the counts that several records have; where fewer do, these were logged again."""
CODE = "coarse-counter"

_RANK = re.compile(
    rb"(?<![a-z])(?:rank|gpu|device|cuda|worker|node|process|proc|host)"
    rb"[ _:=#'\"\[(-]{0,4}(0+)(?![.0])",
    re.IGNORECASE,
)
"""``[rank0]:``, ``gpu: 0``, ``device=cuda:0`` on a line whose digits are blanked."""


def is_rounded(text: bytes) -> bool:
    """Return whether a number is printed in thousands or millions."""
    return text[-1:] in EXPONENTS


def ranks(lines: Places, skeleton: bytes) -> set[bytes]:
    """Return the ranks or devices that lines of one skeleton name; an empty text for none."""
    found = _RANK.search(skeleton)
    if found is None:
        return {b""}
    digits = lines.columns(found.start(1), found.end(1) - found.start(1))
    return {row.tobytes() for row in np.unique(digits, axis=0)}


def rounded_units(endings: Collection[bytes]) -> dict[float, float]:
    """Return from which counts on numbers with these endings are rounded, and to what.

    That is 100 for ``1.2k``. Empty where none is. Smaller counts may be printed in full.
    """
    rounded = [ending for ending in endings if is_rounded(ending)]
    units: dict[float, float] = {}
    for ending in rounded:
        letter = float(b"1" + EXPONENTS[ending[-1:]])
        unit = letter / 10 ** max(0, len(ending) - len(b".k"))
        units[letter] = min(unit, units.get(letter, unit))
    if units and len(rounded) == len(endings):
        units[0.0] = units[min(units)]
    return dict(sorted(units.items()))


def spread(position: FloatArray, units: Mapping[float, float]) -> tuple[FloatArray, int]:
    """Return positions of shape (n,) with those that share a count apart, and how many moved.

    ``units`` say to what counts are rounded, from smaller to greater ones.
    """
    begins = np.flatnonzero(np.append(True, position[1:] != position[:-1])[: len(position)])
    length = np.diff(begins, append=len(position))
    count = position[begins]
    gap = np.diff(count, append=np.nan)
    if len(gap) > 1:
        gap[-1] = gap[-2]
    unit = np.zeros(len(count))
    for first, each in units.items():
        unit[count >= first] = each
    rounded = unit > 0
    shared = rounded & (length > 1) & (gap > 0)
    if not shared.any() or shared.sum() < LEAST_SHARE * rounded.sum():
        return position, 0
    part = np.where(shared, np.minimum(gap, unit) / length, 0.0)
    place = np.arange(len(position)) - np.repeat(begins, length)
    return position + place * np.repeat(part, length), int((length[shared] - 1).sum())


def note(counter: str, moved: int) -> Note:
    """Return what is to be said of points that were put between two counts."""
    message = f"{counter!r} is rounded: points at one count are put evenly up to the next"
    return Note(CODE, message, moved, counter)
