"""The catalog and the loss table of Parquet and Arrow files, wide or long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Note
from convcheck.readers import _arrow_long, _columns, _long_rows
from convcheck.readers._arrow_file import ArrowFile, opened
from convcheck.readers._arrow_numbers import holds_numbers, holds_text, numbers
from convcheck.readers._arrow_runs import rows_of, run_column
from convcheck.readers._clock import clock_among, seconds_of_stamp, since_first
from convcheck.table import Catalog, Entry, LossTable

if TYPE_CHECKING:
    import pyarrow as pa

    from convcheck.model import BoolArray, FloatArray, Source
    from convcheck.table import Wanted

SURVEYED_CELLS = 4 << 20
"""Cells that the survey looks at; of a table with more it sees the first rows only."""
MAX_COLUMNS = 20_000
"""Columns that the survey lists."""
_TRACKIO = frozenset({"id", "timestamp", "run_name", "step"})


def catalog(source: Source) -> Catalog:
    """List the series of a file; raises SourceNotFound or SourceUnreadable."""
    with opened(source, _file(source)) as file:
        if _arrow_long.is_long(file.schema):
            batches = rows_of(source, file, _arrow_long.columns_needed(file.schema))
            entries = _long_rows.entries(_arrow_long.columns(batches))
            return Catalog(entries, intrinsic_axis=True)
        return _wide_catalog(source, file)


def table(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises SourceNotFound or SourceUnreadable."""
    with opened(source, _file(source)) as file:
        if _arrow_long.is_long(file.schema):
            names = dict.fromkeys(want.name for want in wanted)
            batches = rows_of(source, file, _arrow_long.columns_needed(file.schema))
            return LossTable(_arrow_long.columns(batches, names))
        return _wide_table(source, file, wanted)


def _file(source: Source) -> str:
    return source.files[0] if source.files else ""


def _usable(schema: pa.Schema) -> list[str]:
    """Return the columns that may hold numbers, each name once."""
    names = dict.fromkeys(
        field.name for field in schema if holds_numbers(field.type) or holds_text(field.type)
    )
    run = run_column(schema)
    return [name for name in names if name != run and len(schema.get_all_field_indices(name)) == 1]


def _wide_catalog(source: Source, file: ArrowFile) -> Catalog:
    usable = _usable(file.schema)
    names, notes = usable[:MAX_COLUMNS], []
    nulls = sum(str(field.type) == "null" for field in file.schema)
    left_out = len(file.schema.names) - len(names) - nulls - bool(run_column(file.schema))
    if left_out:
        message = "columns of other kinds, or beyond the first 20,000, were left out"
        notes.append(Note("columns-ignored", message, left_out, source.path))
    is_trackio = _TRACKIO.issubset(file.schema.names)
    head, complete = _head(source, file, names)
    entries = []
    for name in names:
        value, present, strangers = numbers(head.column(name).combine_chunks())
        hints: dict[str, Any] = {"axis": "step", "unit": "step"} if is_trackio else {}
        seen = int(present.sum())
        numeric = seen > strangers or not (complete or strangers)
        entry = _columns.entry(name, value, present, numeric=numeric, **hints)
        entries.append(entry if complete else replace(entry, count=None))
    if is_trackio:
        entries = [_without_axis(entry) for entry in entries if entry.name != "id"]
    logger = "trackio" if is_trackio else ""
    return Catalog(tuple(entries), logger, complete=complete, notes=tuple(notes))


def _without_axis(entry: Entry) -> Entry:
    return replace(entry, axis="", unit=None) if entry.name == "step" else entry


def _head(source: Source, file: ArrowFile, names: Sequence[str]) -> tuple[pa.Table, bool]:
    """Return the first rows, and whether they are all."""
    import pyarrow as pa

    most = max(SURVEYED_CELLS // max(len(names), 1), 1)
    found: list[pa.RecordBatch] = []
    rows, complete = 0, True
    for batch in rows_of(source, file, names):
        if rows >= most:
            complete = False
            break
        found.append(batch.select(names))
        rows += len(batch)
    schema = pa.schema([file.schema.field(name) for name in names])
    return pa.Table.from_batches(found, schema=found[0].schema if found else schema), complete


def _wide_table(source: Source, file: ArrowFile, wanted: Sequence[Wanted]) -> LossTable:
    usable = set(_usable(file.schema))
    clock = clock_among(usable)
    needed = dict.fromkeys([*(w.name for w in wanted), *(w.axis for w in wanted), clock])
    names = [name for name in needed if name in usable]
    cells = _Cells(names, clock)
    for batch in rows_of(source, file, names) if names else ():
        cells.add(batch)
    time = since_first(cells.value(clock)) if clock else None
    found = {}
    for want in wanted:
        if want.name in usable and (not want.axis or want.axis in usable):
            axis = cells.value(want.axis) if want.axis else None
            value, present = cells.value(want.name), cells.present(want.name)
            column = _columns.from_arrays(want.name, value, present, axis, time=time)
            if column is not None:
                found[want.name] = column
    return LossTable(found, tuple(cells.notes()))


class _Cells:
    """The cells of the columns that are needed, of all batches."""

    def __init__(self, names: Sequence[str], clock: str) -> None:
        self._names, self._clock = names, clock
        self._parts: dict[str, list[tuple[FloatArray, BoolArray]]] = {name: [] for name in names}
        self._strangers = dict.fromkeys(names, 0)

    def add(self, batch: pa.RecordBatch) -> None:
        for name in self._names:
            column = batch.column(name)
            if name == self._clock and holds_text(column.type):
                value = np.array(
                    [seconds_of_stamp(cell) for cell in column.to_pylist()], np.float64
                )
                self._parts[name].append((value, ~np.isnan(value)))
                continue
            value, present, strangers = numbers(column)
            self._parts[name].append((value, present))
            self._strangers[name] += strangers

    def value(self, name: str) -> FloatArray:
        return np.concatenate([np.empty(0), *(value for value, _ in self._parts[name])])

    def present(self, name: str) -> BoolArray:
        parts = [present for _, present in self._parts[name]]
        return np.concatenate([np.empty(0, np.bool_), *parts])

    def notes(self) -> Iterator[Note]:
        for name, count in self._strangers.items():
            if count:
                yield Note("not-a-number", f"cells of {name} that are no numbers", count, name)
