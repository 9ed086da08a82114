"""The loss table as a file: Parquet, CSV or JSONL."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from convcheck.errors import UsageError

if TYPE_CHECKING:
    from convcheck.table import LossTable

ROWS_AT_ONCE = 65_536
"""Rows that are turned into text together, so that memory does not grow with the table."""


def write(table: LossTable, format_name: str, file: BinaryIO) -> None:
    """Write the long form of a table: series, step, time, value."""
    WRITERS[format_name](table.to_arrow(), file)


def format_of(path: str) -> str:
    """Return the format that a file's name asks for by its ending; raises UsageError."""
    for name in WRITERS:
        if path.lower().endswith(f".{name}"):
            return name
    raise UsageError(
        f"the name {path!r} tells no format", f"end it in one of .{', .'.join(WRITERS)}"
    )


def _write_parquet(table: Any, file: BinaryIO) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, file)


def _write_csv(table: Any, file: BinaryIO) -> None:
    import pyarrow.csv

    pyarrow.csv.write_csv(table, file)


def _write_jsonl(table: Any, file: BinaryIO) -> None:
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        lines = (json.dumps(_jsonable(row)) for row in batch.to_pylist())
        file.write("".join(line + "\n" for line in lines).encode())


def _jsonable(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in which a value that was logged as NaN is told from one that is absent.

    JSON has no NaN: a logged one is written as text (``"nan"``, ``"inf"``, ``"-inf"``), an
    unknown step or time as null.
    """
    plain = {key: None if _is_nan(row[key]) else row[key] for key in ("series", "step", "time")}
    value = row["value"]
    return {**plain, "value": value if math.isfinite(value) else str(value)}


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


WRITERS: Mapping[str, Callable[[Any, BinaryIO], None]] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}
