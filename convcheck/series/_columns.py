"""Small operations on the columns of a loss table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.series._restarts import settle
from convcheck.table import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import FloatArray


def take(column: Column, where: NDArray[Any] | None) -> Column:
    """Return the rows of a column that an index or mask picks; None picks all."""
    if where is None:
        return column
    return replace(
        column,
        record=column.record[where],
        x=column.x[where],
        value=column.value[where],
        time=None if column.time is None else column.time[where],
    )


def only_placed(column: Column) -> Column:
    """Return the rows whose position is a number."""
    placed = np.isfinite(column.x)
    return column if placed.all() else take(column, placed)


def moved(column: Column, x: FloatArray) -> Column:
    """Return the column with other positions."""
    return replace(column, x=x)


def added(name: str, parts: Sequence[Column], intrinsic: bool) -> Column:
    """Return the sum of several columns where all of them have a value.

    Rows of a table belong together by their record, values of event files by their step.
    """
    if intrinsic and not _alike([part.x for part in parts]):
        parts = [take(part, settle(part.x).kept) for part in parts]
    keys: list[NDArray[Any]] = [part.x if intrinsic else part.record for part in parts]
    if not _alike(keys):
        common = reduce(np.intersect1d, keys)
        parts = [
            take(part, np.searchsorted(key, common)) for part, key in zip(parts, keys, strict=True)
        ]
    value = np.sum([part.value for part in parts], axis=0)
    return replace(parts[0], name=name, value=value)


def _alike(arrays: Sequence[NDArray[Any]]) -> bool:
    return all(np.array_equal(array, arrays[0]) for array in arrays)


def at_records(column: Column, guide: Column) -> FloatArray:
    """Return for each row of a column the position of the guide's last row up to its record.

    Where the records of the two do not interleave (files that were read one after the other),
    the column is spread evenly over the guide instead.
    """
    if not len(column) or not len(guide):
        return column.x
    apart = column.record[0] > guide.record[-1] or column.record[-1] < guide.record[0]
    if apart and len(column) > 1:
        share = np.arange(1, len(column) + 1) / len(column)
        index = np.ceil(share * len(guide)).astype(np.int64) - 1
    else:
        index = np.searchsorted(guide.record, column.record, side="right") - 1
    x: FloatArray = guide.x[np.maximum(index, 0)]
    return x
