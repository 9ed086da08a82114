"""Long tables: a row a value, with the series' name and the value's own step beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._arrow_numbers import coded, holds_numbers, holds_text, numbers
from convcheck.readers._long_rows import by_series

if TYPE_CHECKING:
    import pyarrow as pa

    from convcheck.model import FloatArray, IntArray
    from convcheck.table import Column

SERIES, STEP, TIME, VALUE = "series", "step", "time", "value"
"""The columns of the loss table; time may be missing."""


def is_long(schema: pa.Schema) -> bool:
    """Return whether a table is a long one."""
    places = [schema.get_field_index(name) for name in (SERIES, STEP, VALUE)]
    if min(places) < 0:
        return False
    kinds = [schema.field(place).type for place in places]
    return holds_text(kinds[0]) and all(holds_numbers(kind) for kind in kinds[1:])


def columns_needed(schema: pa.Schema) -> list[str]:
    """Return the columns to read of a long table."""
    return [name for name in (SERIES, STEP, TIME, VALUE) if schema.get_field_index(name) >= 0]


def columns(
    batches: Iterable[pa.RecordBatch], wanted: Collection[str] | None = None
) -> dict[str, Column]:
    """Return the series with these names, or all, in the order of the table.

    A row without a value, or without a series, is no record of anything.
    """
    names = {name: place for place, name in enumerate(wanted or ())}
    count = len(names)
    codes: list[IntArray] = [np.empty(0, np.int64)]
    parts: dict[str, list[FloatArray]] = {name: [np.empty(0)] for name in (STEP, TIME, VALUE)}
    for batch in batches:
        value, present, _ = numbers(batch.column(VALUE))
        codes.append(np.where(present, coded(batch.column(SERIES), names), -1))
        parts[VALUE].append(value)
        parts[STEP].append(numbers(batch.column(STEP))[0])
        known = TIME in batch.schema.names
        time = numbers(batch.column(TIME))[0] if known else np.full(len(value), np.nan)
        parts[TIME].append(time)
    joined = {name: np.concatenate(pieces) for name, pieces in parts.items()}
    kept = list(names) if wanted is None else list(names)[:count]
    return by_series(kept, np.concatenate(codes), joined[STEP], joined[TIME], joined[VALUE])
