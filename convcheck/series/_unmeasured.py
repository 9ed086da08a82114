"""NaN that stand for "not measured in this row", as tables write them that have a value for all.

A loss that became NaN stays so, or passes at any time. Where training and validation never have a
value in the same row, or a loss has one in every tenth row say, nothing went wrong.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note
from convcheck.series._columns import take

if TYPE_CHECKING:
    from convcheck.model import BoolArray
    from convcheck.table import Column

FEWEST = 4
"""Distances between numbers: fewer show no habit."""
MOST = 0.8
"""Share of distances that must be the same: the first and the last may differ."""
LOSSES = ("train", "validation")
"""Roles that take turns."""


def without_unmeasured(columns: Mapping[str, Column]) -> tuple[dict[str, Column], list[Note]]:
    """Return the columns by role without the NaN of rows that measured something else."""
    found, notes = dict(columns), []
    losses = {role: columns[role] for role in LOSSES if role in columns}
    for role, column in losses.items():
        measured = ~np.isnan(column.value)
        if measured.all() or not measured.any():
            continue
        others = [other for name, other in losses.items() if name != role]
        due = measured if any(_take_turns(column, other) for other in others) else _due(measured)
        left = int((~due).sum())
        if left:
            found[role] = take(column, due)
            message = f"{column.name!r} is NaN in {left:,} rows that did not measure it: left out"
            notes.append(Note("not-measured", message, left, column.name))
    return found, notes


def _take_turns(column: Column, other: Column) -> bool:
    """Return whether every row holds a number of one of two columns, and no row of both."""
    if not np.array_equal(column.record, other.record):
        return False
    return bool((np.isnan(column.value) != np.isnan(other.value)).all())


def _due(measured: BoolArray) -> BoolArray:
    """Return where a value was due, shape (n,): everywhere unless single numbers lie evenly apart.

    Then a NaN that stands where the next number should have been is one of the loss.
    """
    at = np.flatnonzero(measured)
    gaps = np.diff(at)
    if len(gaps) < FEWEST or gaps.min() < 2:
        return np.ones(len(measured), dtype=bool)
    usual = int(np.median(gaps))
    if np.mean(gaps == usual) < MOST:
        return np.ones(len(measured), dtype=bool)
    due = measured.copy()
    for begin, end in itertools.pairwise([*at.tolist(), len(measured)]):
        due[begin:end:usual] = True
    return due
