"""Columns of the loss table and entries of the catalog, built from parallel lists or arrays.

Two forms carry "absent" beside NaN: a list of ``float | None``, or a float array with a boolean
array that is true where something was logged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.table import Column, Entry

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

PIECE = 1 << 14
"""Values looked at together: they, and what is computed of them, stay in the processor's cache."""


def to_arrays(cells: Sequence[float | None]) -> tuple[FloatArray, BoolArray]:
    """Return the values, NaN where absent, and where something was logged; shapes (n,)."""
    value = np.array(cells, dtype=np.float64)  # None becomes NaN
    absent = np.isnan(value)
    if absent.any():
        absent = np.fromiter((cell is None for cell in cells), np.bool_, len(cells))
    return value, ~absent


def carried_forward(position: FloatArray) -> FloatArray:
    """Return positions of shape (n,) with each NaN replaced by the last number before it.

    NaN stays where no number stands before.
    """
    known = ~np.isnan(position)
    if known.all():
        return position
    last = np.maximum.accumulate(np.where(known, np.arange(len(position)), -1))
    return np.where(last >= 0, position[np.maximum(last, 0)], np.nan)


def from_arrays(
    name: str,
    value: FloatArray,
    present: BoolArray | None = None,
    axis: FloatArray | None = None,
    record: IntArray | None = None,
    time: FloatArray | None = None,
) -> Column | None:
    """Build one column from what every record holds, or None where no record has a value.

    All arrays have shape (n,), one element a record. ``present`` is true where the value was
    logged (default: everywhere); ``axis`` is NaN where the position was not, and is carried
    forward (default: the record number); ``record`` defaults to 0 ... n-1; ``time`` is in seconds
    since the first record.
    """
    if record is None:
        record = np.arange(len(value), dtype=np.int64)
    x = record.astype(np.float64) if axis is None else carried_forward(axis)
    if present is not None and not present.all():
        record, x, value = record[present], x[present], value[present]
        time = None if time is None else time[present]
    return Column(name, record, x, value, time) if len(value) else None


def entry(name: str, value: FloatArray, present: BoolArray | None = None, **hints: Any) -> Entry:
    """Summarise a column as a catalog entry; ``hints`` are further fields of it.

    Values and ``present`` are as in ``from_arrays``. ``whole``, ``increasing`` and ``constant``
    speak of the finite values only, and are false where there is none.
    """
    logged = value if present is None or present.all() else value[present]
    finite = logged if _everywhere(np.isfinite, logged) else logged[np.isfinite(logged)]
    seen = len(finite) > 0
    facts: dict[str, Any] = {
        "count": len(logged),
        "first": float(logged[0]) if len(logged) else None,
        "whole": seen and _everywhere(_is_whole, finite),
        "increasing": seen and _everywhere(_is_increasing, finite),
        "constant": seen and _everywhere(lambda part: part == finite[0], finite),
        "finite": seen,
    }
    return Entry(name, **(facts | hints))


def _everywhere(holds: Callable[[FloatArray], BoolArray], value: FloatArray) -> bool:
    """Return whether something holds for all values, looked at piece by piece until it does not.

    Neighbouring pieces share one value.
    """
    pieces = (value[at : at + PIECE + 1] for at in range(0, len(value), PIECE))
    return all(bool(holds(piece).all()) for piece in pieces)


def _is_whole(value: FloatArray) -> BoolArray:
    whole: BoolArray = value == np.floor(value)
    return whole


def _is_increasing(value: FloatArray) -> BoolArray:
    increasing: BoolArray = value[1:] >= value[:-1]
    return increasing
