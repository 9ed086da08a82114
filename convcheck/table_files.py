"""The loss table as a file: Parquet, CSV or JSONL, a row for each value.

Written piece by piece, so that memory does not grow with the table, and without the calls of
pyarrow that import pandas.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from convcheck.errors import UsageError
from convcheck.long_form import COLUMNS, ROWS_AT_ONCE, batches, schema, sound

if TYPE_CHECKING:
    import pyarrow as pa

    from convcheck.table import LossTable

ROWS_IN_GROUP = 1 << 20
"""Rows in a row group of Parquet; groups that are too small make reading slow."""


def write(table: LossTable, format_name: str, file: BinaryIO) -> None:
    """Write the long form of a table: series, step, time, value."""
    WRITERS[format_name](table, file)


def format_of(path: str) -> str:
    """Return the format that a file's name asks for by its ending; raises UsageError."""
    for name in WRITERS:
        if path.lower().endswith(f".{name}"):
            return name
    if path == "-":
        raise UsageError(
            "standard output has no name that tells a format",
            f"put one in front: {', '.join(f'{name}:-' for name in reversed(list(WRITERS)))}",
        )
    file = path.rpartition(":")[2]
    raise UsageError(
        f"the name {path!r} tells no format",
        f"end it in one of .{', .'.join(WRITERS)}, or put one in front: csv:{file}",
    )


def _write_parquet(table: LossTable, file: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    # Series names are a dictionary while they are written, and plain texts for who reads them.
    # Numbers seldom repeat: to look for a dictionary of theirs takes a third of the time.
    writer = pyarrow.parquet.ParquetWriter(
        file, schema(), store_schema=False, use_dictionary=[COLUMNS[0]]
    )
    with writer:
        waiting: list[pa.RecordBatch] = []
        for batch in batches(table):
            waiting.append(batch)
            if sum(map(len, waiting)) >= ROWS_IN_GROUP:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting.clear()
        writer.write_table(pa.Table.from_batches(waiting, schema()))


def _write_csv(table: LossTable, file: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.csv

    plain = pa.schema([(COLUMNS[0], pa.string()), *((name, pa.float64()) for name in COLUMNS[1:])])
    with pyarrow.csv.CSVWriter(file, plain) as writer:
        for batch in batches(table):
            series, (step, time, value) = batch.column(0).dictionary_decode(), batch.columns[1:]
            writer.write_batch(
                pa.RecordBatch.from_arrays([series, step, _known(time), value], schema=plain)
            )


def _known(times: Any) -> Any:
    """Return times with nothing where one is unknown: spreadsheets take ``nan`` for a text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    data = times.buffers()[1]
    valid = pc.invert(pc.is_nan(times)).buffers()[1]
    return pa.Array.from_buffers(pa.float64(), len(times), [valid, data])


def _write_jsonl(table: LossTable, file: BinaryIO) -> None:
    for name, column in table.columns.items():
        series = json.dumps(sound(name))
        for first in range(0, len(column), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            times = ["null"] * len(column.x[rows])
            if column.time is not None:
                times = [_position(seconds) for seconds in column.time[rows].tolist()]
            steps = map(_position, column.x[rows].tolist())
            values = map(_value, column.value[rows].tolist())
            lines = [
                f'{{"series": {series}, "step": {step}, "time": {time}, "value": {value}}}\n'
                for step, time, value in zip(steps, times, values, strict=True)
            ]
            file.write("".join(lines).encode())


def _position(number: float) -> str:
    """Spell a step or time; JSON has no NaN, which stands for an unknown one."""
    return "null" if math.isnan(number) else _value(number)


def _value(number: float) -> str:
    """Spell a value; what JSON has no number for becomes text, as null would mean absent."""
    return repr(number) if math.isfinite(number) else f'"{number}"'


WRITERS: Mapping[str, Callable[[LossTable, BinaryIO], None]] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}
