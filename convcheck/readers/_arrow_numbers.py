"""Columns of Arrow as numbers: values and where one was logged, without pandas' help.

Several of pyarrow's conversions import pandas where it is installed; buffers are free of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from convcheck.readers import _cells
from convcheck.readers._columns import to_arrays

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

SECONDS_IN = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def holds_numbers(kind: pa.DataType) -> bool:
    """Return whether values of a type are numbers; texts may be, but truth values are not.

    A column of nulls is none: it has no bytes, so that its length may be any lie.
    """
    types = pa.types
    return bool(
        types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
        or types.is_timestamp(kind)
    )


def holds_text(kind: pa.DataType) -> bool:
    """Return whether values of a type are texts, also where they stand in a dictionary."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def numbers(column: pa.Array) -> tuple[FloatArray, BoolArray, int]:
    """Return values, presence, both of shape (n,), and how many texts are no numbers.

    The values of absent cells are NaN. Time stamps become seconds since 1970.
    """
    if holds_text(column.type):
        return _from_text(column)
    scale = 1.0
    if pa.types.is_timestamp(column.type):
        scale, column = SECONDS_IN[column.type.unit], column.view(pa.int64())
    if column.type != pa.float64():
        column = column.cast(pa.float64(), safe=False)
    data, end = column.buffers()[1], column.offset + len(column)
    if data is None or not len(column):
        value = np.full(len(column), np.nan)
    else:
        value = np.frombuffer(data, np.float64, count=end)[column.offset :]
    present = presence(column)
    value = value if present.all() else np.where(present, value, np.nan)
    return (value if scale == 1.0 else value * scale), present, 0


def presence(column: pa.Array) -> BoolArray:
    """Return where a column has values, shape (n,)."""
    if column.null_count == 0 or (bitmap := column.buffers()[0]) is None:
        return np.full(len(column), column.null_count == 0)
    bits = np.unpackbits(np.frombuffer(bitmap, np.uint8), bitorder="little")
    return bits[column.offset : column.offset + len(column)].astype(np.bool_)


def coded(column: pa.Array, names: dict[str, int]) -> IntArray:
    """Return the number of each cell's text in ``names``, which grows; -1 where there is none.

    Shape (n,).
    """
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    of_batch = [
        -1 if text is None else names.setdefault(text, len(names))
        for text in column.dictionary.to_pylist()
    ]
    index, present, _ = numbers(column.indices)
    if not len(of_batch):
        return np.full(len(index), -1)
    place = np.where(present, index, 0).astype(np.int64)
    return np.where(present, np.array(of_batch, np.int64)[place], -1)


def _from_text(column: pa.Array) -> tuple[FloatArray, BoolArray, int]:
    """Return the numbers that texts spell."""
    cells: list[float | None] = []
    strangers = 0
    for text in column.to_pylist():
        try:
            cells.append(None if text is None else _cells.parse(text))
        except ValueError:
            cells.append(None)
            strangers += 1
    return *to_arrays(cells), strangers
