"""The wanted series of all sheets as the columns of one loss table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note
from convcheck.readers import _columns
from convcheck.readers._clock import since_first
from convcheck.readers._guessed_commas import AS_THOUSANDS, GUESSED
from convcheck.readers._tabular_catalog import totals_of
from convcheck.readers._tabular_commas import (
    decimal_columns,
    guessed_thousands,
)
from convcheck.readers._tabular_scan import scan
from convcheck.readers._tabular_sheets import Sheet, opened
from convcheck.readers._tabular_tally import Tally
from convcheck.table import Column, LossTable, Wanted

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray, Source

Scanned = dict[str, tuple["FloatArray", "BoolArray | None"]]


def table(source: Source, found: Sequence[Sheet], wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series of all sheets; records are counted over all of them."""
    pieces: dict[str, list[Column]] = {}
    notes: list[Note] = []
    first_record = 0
    for sheet in found:
        scanned, rows, found_notes = _scanned(source, sheet, wanted)
        record = np.arange(first_record, first_record + rows, dtype=np.int64)
        first_record += rows
        for want in wanted:
            column = _column(sheet, want, scanned, record)
            if column is not None:
                pieces.setdefault(want.name, []).append(column)
        notes.extend(found_notes)
    return LossTable({name: _joined(name, parts) for name, parts in pieces.items()}, tuple(notes))


def _scanned(
    source: Source, sheet: Sheet, wanted: Sequence[Wanted]
) -> tuple[Scanned, int, Sequence[Note]]:
    """Read all columns that the wanted series need from one sheet, by name of the series."""
    totals = {total.name: total.parts for total in totals_of(sheet)}
    needed = [sheet.series.get(sheet.clock, "")]
    for want in wanted:
        parts = () if sheet.column(want.name) else totals.get(want.name, ())
        needed += [want.axis, want.name, *parts]
    columns = {name: column for name in needed if (column := sheet.column(name)) is not None}
    if not columns:
        return {}, 0, ()
    cells, notes = _cells(source, sheet, tuple(columns.values()))
    scanned = dict(zip(columns, cells, strict=True))
    for name, parts in totals.items():
        if name not in scanned and all(part in scanned for part in parts):
            scanned[name] = _sum([scanned[part] for part in parts])
    return scanned, len(cells[0][0]), notes


def _cells(
    source: Source, sheet: Sheet, columns: Sequence[str]
) -> tuple[list[tuple[FloatArray, BoolArray | None]], Sequence[Note]]:
    """Read columns of one sheet, anew where some turn out to have decimal commas."""
    tally = Tally()
    with opened(source, sheet.file) as stream:
        cells = scan(stream, sheet.layout, columns, tally)
    counts = {
        name: len(value) if present is None else int(present.sum())
        for name, (value, present) in zip(columns, cells, strict=True)
    }
    decimal = decimal_columns(tally.commas, counts)
    guesses = dict.fromkeys(guessed_thousands(tally.commas, counts), AS_THOUSANDS)
    guesses |= {name: message for name, message in decimal.items() if message}
    if decimal:
        tally = Tally()
        with opened(source, sheet.file) as stream:
            cells = scan(stream, sheet.layout, columns, tally, decimal=decimal)
    named = [(sheet.series[column], message) for column, message in guesses.items()]
    notes = [Note(GUESSED, f"{name!r}: {message}", where=name) for name, message in named]
    return cells, (*tally.notes(sheet.file), *notes)


def _sum(
    parts: Sequence[tuple[FloatArray, BoolArray | None]],
) -> tuple[FloatArray, BoolArray | None]:
    """Add columns up row by row; a row counts where all of them have a value."""
    value = parts[0][0].copy()
    for part, _ in parts[1:]:
        value += part
    masks = [present for _, present in parts if present is not None]
    return value, np.logical_and.reduce(masks) if masks else None


def _column(sheet: Sheet, want: Wanted, scanned: Scanned, record: IntArray) -> Column | None:
    """Build one series of one sheet, or None where the sheet has no value of it."""
    if want.name not in scanned:
        return None
    value, present = scanned[want.name]
    axis = None
    if want.axis:
        axis = (
            _with_gaps(*scanned[want.axis]) if want.axis in scanned else np.full(len(value), np.nan)
        )
    clock = scanned.get(sheet.series.get(sheet.clock, ""))
    time = None if clock is None else since_first(_with_gaps(*clock))
    return _columns.from_arrays(want.name, value, present, axis, record, time)


def _with_gaps(value: FloatArray, present: BoolArray | None) -> FloatArray:
    """Return a column with NaN where nothing was logged."""
    return value if present is None else np.where(present, value, np.nan)


def _joined(name: str, parts: Sequence[Column]) -> Column:
    """Join what several files hold of one series."""
    if len(parts) == 1:
        return parts[0]
    times = [part.time for part in parts if part.time is not None]
    return Column(
        name,
        np.concatenate([part.record for part in parts]),
        np.concatenate([part.x for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate(times) if len(times) == len(parts) else None,
    )
