"""The columns of ``results.txt``, which YOLOv5 to YOLOv7 and their many forks write without names.

The forks add and drop losses, so that reading by position misleads. What they share is that the
total is the sum of the losses before it, and is followed by two whole numbers: labels and image
size. A file where no column is such a sum gets numbered names.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from convcheck.readers import _cells

TOLERANCE = 2e-3
"""Four digits of each summand are printed; relative to the sum, three roundings stay below this."""

LOSSES = ("box", "obj", "cls")
SCORES = ("P", "R", "mAP@.5", "mAP@.5:.95")
FIRST_LOSS = 2
"""Epoch and memory come before."""


def names_of(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the names of the columns of rows that all have the same number of cells."""
    width = len(rows[0])
    numbers = [[_number(cell) for cell in row] for row in rows]
    total = next((at for at in range(4, width - 2) if _is_total(numbers, at)), None)
    if total is None:
        return ("epoch", "mem", *(f"column{at}" for at in range(3, width + 1)))
    losses = _losses(total - FIRST_LOSS)
    names = ["epoch", "mem", *losses, "total", "labels", "img_size"]
    names += SCORES[: max(0, width - len(names))]
    rest = width - len(names)
    names += [f"val_{loss}" for loss in losses[:rest]]
    names += [f"column{at}" for at in range(len(names) + 1, width + 1)]
    return tuple(names)


def _losses(count: int) -> list[str]:
    """Return names of so many losses."""
    return [*LOSSES[:count], *(f"loss{at}" for at in range(len(LOSSES) + 1, count + 1))]


def _is_total(rows: Sequence[Sequence[float]], at: int) -> bool:
    """Return whether a column is the sum of the losses before it and whole numbers follow."""
    return all(
        math.isclose(sum(row[FIRST_LOSS:at]), row[at], rel_tol=TOLERANCE)
        and row[at + 1] % 1 == 0
        and row[at + 2] % 1 == 0
        for row in rows
        if all(map(math.isfinite, row[FIRST_LOSS : at + 3]))
    )


def _number(cell: str) -> float:
    """Return the number in a cell, or NaN."""
    try:
        number = _cells.parse(cell)
    except ValueError:
        return math.nan
    return math.nan if number is None else number
