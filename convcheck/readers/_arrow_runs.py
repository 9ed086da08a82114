"""Tables of several runs: which column names the run, and the rows of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from convcheck.readers._arrow_file import ArrowFile, opened
from convcheck.readers._arrow_numbers import coded, holds_text
from convcheck.readers._run_columns import RUN_COLUMNS

if TYPE_CHECKING:
    from convcheck.model import BoolArray, Source

MOST_RUNS = 100_000
"""More names than that are no runs."""


def run_column(schema: pa.Schema) -> str:
    """Return the column of texts that names the run, or an empty text."""
    for name in RUN_COLUMNS:
        place = schema.get_field_index(name)  # negative where there is none or more than one
        if place >= 0 and holds_text(schema.field(place).type):
            return name
    return ""


def runs(source: Source) -> tuple[str, ...]:
    """Return the names of the runs in a file, in its order; none where it has no such column."""
    names: dict[str, int] = {}
    with opened(source, source.files[0] if source.files else "") as file:
        column = run_column(file.schema)
        if column:
            for batch in file.batches([column]):
                coded(batch.column(0), names)
                if len(names) > MOST_RUNS:
                    return ()
    return tuple(names)


def rows_of(source: Source, file: ArrowFile, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the source's run with the columns asked for."""
    column = run_column(file.schema) if source.run else ""
    if not column:
        yield from file.batches(names)
        return
    for batch in file.batches(list(dict.fromkeys([*names, column]))):
        known: dict[str, int] = {source.run: 0}
        yield batch.filter(_mask(coded(batch.column(column), known) == 0))


def _mask(chosen: BoolArray) -> pa.BooleanArray:
    """Return truth values of shape (n,) as Arrow's."""
    packed = pa.py_buffer(np.packbits(chosen, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(chosen), [None, packed])
