"""In what the series of a text log are counted, and where their points stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._text_generic import BATCH, axes_of, is_axis

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, BoolArray, FloatArray, IntArray
    from convcheck.readers._text_dialect import Dialect
    from convcheck.readers._text_scan import Scan


FEWEST_STILL = 3
"""Points at one number of a counter that show that it does not count them."""
EPOCHS = frozenset({"ep", "epoch", "epochs"})
"""What counters of epochs are called; episodes are steps."""


def axes(found: Scan, usable: Collection[str]) -> dict[str, str]:
    """Return for each name the counter of its points: one on its own line, or the common one.

    A name on lines of several shapes follows the most frequent one. The common counter is that
    of most lines with a counter and something counted, else any that stands on lines of its own.
    """
    dialect, gathered = found.dialect, found.gathered
    chosen: dict[str, str] = {}
    common = ""
    for shape, _ in gathered.shapes.most_common():
        if not gathered.counts(shape, dialect.least_lines):
            continue
        counters = _counters(dialect, shape, usable)
        counted = [name for name in shape if not _is_counter(dialect, name)]
        new = [name for name in counted if name not in chosen] if counters else []
        if new:  # all names of a shape stand on the same lines
            chosen |= dict.fromkeys(new, _moving(found, counters, _records(found, new[0], shape)))
        common = common or (counters[0] if counters and counted else "")
    others = _counters(dialect, gathered.parts, usable)
    common = common or next(iter(others), "")
    for name in gathered.parts if common else ():
        if name not in chosen and not _is_counter(dialect, name):
            chosen[name] = _moving(found, [common, *others], _records(found, name))
    return {name: chosen[name] for name in gathered.parts if name in chosen}


def _records(found: Scan, name: str, shape: Sequence[str] | None = None) -> IntArray:
    """Return the records at which a name stands, in their order; of one shape of lines or all."""
    parts = found.gathered.parts.get(name, ())
    records = [part.record for part in parts if shape is None or part.shape == shape]
    return np.sort(np.concatenate(records)) if records else np.empty(0, np.int64)


def _moving(found: Scan, counters: Sequence[str], record: IntArray) -> str:
    """Return the first counter that is not at one number wherever these records stand.

    How many batches an epoch has is on each of its last lines. The first where all stand still.
    """
    for axis in dict.fromkeys(counters):
        position = positions(found, axis, record)
        if len(position) < FEWEST_STILL or (position != position[-1]).any():
            return axis
    return counters[0]


def stands_still(name: str, value: FloatArray) -> bool:
    """Return whether a counter is of no use: constant, or the full bar of each epoch's last line.

    ``value`` has shape (n,) with n > 0.
    """
    repeated = int(np.count_nonzero(value[1:] == value[:-1]))
    return repeated == len(value) - 1 or (name == BATCH and 2 * repeated >= len(value))


def unit_of(dialect: Dialect, axis: str) -> AxisUnit:
    """Return what one unit of a counter is."""
    last = axis.lower().rpartition(" ")[2].rpartition("/")[2]
    return dialect.units.get(axis) or ("epoch" if last in EPOCHS else "step")


def positions(found: Scan, axis: str, record: IntArray) -> FloatArray:
    """Return where each record stands, shape (n,): by the counter on its line or the last before.

    NaN where no counter stands before it in its file. Without an axis it is the record's number.
    """
    if not axis:
        return record.astype(np.float64)
    at, value = found.counter(axis)
    if not len(at):
        return np.full(len(record), np.nan)
    if np.array_equal(at, record):
        return value
    index = np.searchsorted(at, record, side="right") - 1
    in_file = np.diff(np.searchsorted(record, found.files), append=len(record))
    file_start = np.repeat(np.array(found.files, np.int64), in_file)
    known = (index >= 0) & (at[index] >= file_start)
    return np.where(known, value[index], np.nan)


def is_last_state(position: FloatArray) -> BoolArray:
    """Return which points no later one of the same position follows at once, shape (n,)."""
    last = np.ones(len(position), np.bool_)
    last[:-1] = position[1:] != position[:-1]
    return last


def _counters(dialect: Dialect, names: Iterable[str], usable: Collection[str]) -> list[str]:
    """Return the usable counters among names, the preferred first."""
    there = list(names)
    ordered = [axis for axis in dialect.axes if axis in there] if dialect.axes else axes_of(there)
    return [axis for axis in ordered if axis in usable]


def _is_counter(dialect: Dialect, name: str) -> bool:
    return name in dialect.axes if dialect.axes else is_axis(name)
