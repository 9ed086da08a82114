"""NaN that stand for "not measured in this row", as tables write them that have a value for all.

A loss that became NaN stays so, or passes at any time. Where training and validation never have a
value in the same row, or a loss has one in every tenth row say, nothing went wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note
from convcheck.series._columns import take

if TYPE_CHECKING:
    from convcheck.model import BoolArray
    from convcheck.table import Column

FEWEST_STRETCHES = 3
"""Stretches of NaN, and of numbers: fewer show no habit."""
MOST = 0.8
"""Share of distances that must be the same: the first and the last may differ."""
LOSSES = ("train", "validation")
"""Roles that take turns."""


def without_unmeasured(columns: Mapping[str, Column]) -> tuple[dict[str, Column], list[Note]]:
    """Return the columns by role without the NaN of rows that measured something else."""
    found, notes = dict(columns), []
    losses = {role: columns[role] for role in LOSSES if role in columns}
    for role, column in losses.items():
        others = [other for name, other in losses.items() if name != role]
        measured = ~np.isnan(column.value)
        if _is_habit(measured) and (
            _is_regular(measured) or any(_take_turns(column, other) for other in others)
        ):
            found[role] = take(column, measured)
            left = int((~measured).sum())
            message = f"{column.name!r} is NaN in {left:,} rows that did not measure it: left out"
            notes.append(Note("not-measured", message, left, column.name))
    return found, notes


def _is_habit(measured: BoolArray) -> bool:
    """Return whether numbers and NaN, shape (n,), alternate time and again."""
    return int(np.count_nonzero(np.diff(measured))) >= 2 * FEWEST_STRETCHES - 1


def _take_turns(column: Column, other: Column) -> bool:
    """Return whether every row holds a number of one of two columns, and no row of both."""
    if not np.array_equal(column.record, other.record):
        return False
    return bool((np.isnan(column.value) != np.isnan(other.value)).all())


def _is_regular(measured: BoolArray) -> bool:
    """Return whether single numbers, shape (n,), stand at even distances among NaN."""
    gaps = np.diff(np.flatnonzero(measured))
    return bool(gaps.min() >= 2 and np.mean(gaps == np.median(gaps)) >= MOST)
