"""The long form of a loss table in Arrow: series, step, time, value, a row for each value.

Made without the calls of pyarrow that import pandas, and a series at a time, so that a writer
holds no more than the piece that it writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from convcheck.model import FloatArray
    from convcheck.table import Column, LossTable

COLUMNS = ("series", "step", "time", "value")
ROWS_AT_ONCE = 1 << 18
"""Rows that are prepared together."""


def schema() -> pa.Schema:
    """Return the columns; names of series are a dictionary, since every row repeats one."""
    import pyarrow as pa

    series = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(COLUMNS[0], series), *((name, pa.float64()) for name in COLUMNS[1:])])


def batches(table: LossTable) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the table, series by series."""
    for column in table.columns.values():
        for first in range(0, len(column), ROWS_AT_ONCE):
            yield _batch(column, slice(first, first + ROWS_AT_ONCE))


def _batch(column: Column, rows: slice) -> pa.RecordBatch:
    import numpy as np
    import pyarrow as pa

    x, value = column.x[rows], column.value[rows]
    time = np.full(len(x), np.nan) if column.time is None else column.time[rows]
    code = pa.Array.from_buffers(pa.int32(), len(x), [None, pa.py_buffer(bytes(4 * len(x)))])
    series = pa.DictionaryArray.from_arrays(code, _text(sound(column.name)))
    return pa.RecordBatch.from_arrays([series, *map(_floats, (x, time, value))], schema=schema())


def _floats(array: FloatArray) -> Any:
    """Return floats of shape (n,) as Arrow's, sharing their memory."""
    import numpy as np
    import pyarrow as pa

    data = pa.py_buffer(np.ascontiguousarray(array))
    return pa.Array.from_buffers(pa.float64(), len(array), [None, data])


def _text(text: str) -> Any:
    """Return a text as an array of one."""
    import pyarrow as pa

    data = text.encode()
    ends = (0).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(data))


def sound(name: str) -> str:
    """Return a name that can be encoded; JSON logs may hold halves of characters."""
    return name.encode("utf-8", "backslashreplace").decode()
