"""What the first rows of the sheets say about their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np

from convcheck.model import Note
from convcheck.readers import _columns
from convcheck.readers._measure_names import is_measure
from convcheck.readers._tabular_commas import decimal_columns
from convcheck.readers._tabular_rows import RowParser
from convcheck.readers._tabular_sheets import Sheet
from convcheck.readers._tabular_tally import Tally
from convcheck.readers._tabular_text import blocks
from convcheck.table import Catalog, Entry


def catalog(found: Sequence[Sheet], files: Sequence[str]) -> Catalog:
    """Summarise the columns of all sheets from their heads; files without a sheet are noted."""
    samples: dict[str, list[tuple[Any, Any]]] = {}
    hints: dict[str, dict[str, Any]] = {}
    texts: dict[str, int] = {}
    examples: dict[str, str] = {}
    complete = all(sheet.whole for sheet in found)
    for sheet in found:
        cells, parser = _cells_of_sheet(sheet)
        strange = zip(parser.texts, parser.examples, strict=True)
        for name, column, (strangers, example) in zip(
            sheet.layout.columns, cells, strange, strict=True
        ):
            series = sheet.series[name]
            samples.setdefault(series, []).append(_columns.to_arrays(column))
            texts[series] = texts.get(series, 0) + strangers
            examples[series] = examples.get(series, "") or example
            hints.setdefault(series, _hints(sheet, name))
    for name in _empty(found, samples, texts):
        del samples[name]
    entries = [
        _entry(name, parts, texts[name], complete, hints[name]) for name, parts in samples.items()
    ]
    totals = _totals(found, {entry.name: entry for entry in entries})
    left_out = set(files) - {sheet.file for sheet in found}
    notes = [Note("no-table", "holds no table", where=file) for file in files if file in left_out]
    notes += [note for sheet in found for note in sheet.dialect.notes]
    notes += _unread(entries, examples)
    logger = found[0].dialect.logger
    return Catalog((*totals, *entries), logger, complete=complete, notes=tuple(notes))


def totals_of(sheet: Sheet) -> tuple[Entry, ...]:
    """Return the sums that a sheet's dialect knows, under the names of the series."""
    return tuple(
        replace(total, parts=tuple(sheet.series[part] for part in total.parts))
        for total in sheet.dialect.totals
    )


def _totals(found: Sequence[Sheet], entries: Mapping[str, Entry]) -> list[Entry]:
    """Return the sums of all sheets, each once; a name that the log has already stays the log's."""
    known: dict[str, Entry] = {}
    for sheet in found:
        for total in totals_of(sheet):
            parts = [entries[part] for part in total.parts]
            if total.name not in entries:
                known.setdefault(total.name, _summed(total, parts))
    return list(known.values())


def _summed(total: Entry, parts: Sequence[Entry]) -> Entry:
    """Return the entry of a sum with what its parts say about it."""
    counts = [part.count for part in parts if part.count is not None]
    firsts = [part.first for part in parts if part.first is not None]
    return replace(
        total,
        count=min(counts) if len(counts) == len(parts) else None,
        first=sum(firsts) if len(firsts) == len(parts) else None,
        constant=all(part.constant for part in parts),
        finite=all(part.finite for part in parts),
    )


def _unread(entries: Sequence[Entry], examples: Mapping[str, str]) -> Iterator[Note]:
    """Yield a note for each loss or score whose cells have digits in them, and are no numbers."""
    for each in entries:
        if not each.numeric and examples[each.name] and is_measure(each.name):
            message = f"{each.name!r} holds text, not numbers (first: {examples[each.name]})"
            yield Note("not-a-number", message, where=each.name)


def _empty(
    found: Sequence[Sheet], samples: Mapping[str, Sequence[Any]], texts: Mapping[str, int]
) -> list[str]:
    """Return the columns without name and values, as where every row ends in a delimiter."""
    named = {name for sheet in found for name in sheet.layout.header}
    return [
        name
        for name, parts in samples.items()
        if name.startswith("column") and name not in named and not texts[name]
        if not any(present.any() for _, present in parts)
    ]


def _hints(sheet: Sheet, column: str) -> dict[str, Any]:
    """Return what the dialect proves of one column."""
    common = {} if column == sheet.dialect.common.get("axis") else sheet.dialect.common
    return {**common, **sheet.dialect.hints.get(column, {})}


def _entry(
    name: str,
    parts: Sequence[tuple[Any, Any]],
    texts: int,
    complete: bool,
    hints: Mapping[str, Any],
) -> Entry:
    """Summarise one series; the count is known only where all rows were seen."""
    value = np.concatenate([part for part, _ in parts])
    present = np.concatenate([part for _, part in parts])
    numeric = texts == 0 or int(present.sum()) >= texts
    entry = _columns.entry(name, value, present, numeric=numeric, **hints)
    return entry if complete else replace(entry, count=None)


def _cells_of_sheet(sheet: Sheet) -> tuple[list[list[float | None]], RowParser]:
    """Return the cells of a sheet's head, and the parser that read them."""
    names, tally = sheet.layout.columns, Tally()
    parser = RowParser(sheet.layout, names, tally)
    cells = _cells_of_head(sheet, parser)
    numbers = (sum(cell is not None for cell in column) for column in cells)
    decimal = decimal_columns(tally.commas, dict(zip(names, numbers, strict=True)))
    if not decimal:
        return cells, parser
    parser = RowParser(sheet.layout, names, Tally(), decimal)
    return _cells_of_head(sheet, parser), parser


def _cells_of_head(sheet: Sheet, parser: RowParser) -> list[list[float | None]]:
    """Return the cells of the rows in a sheet's head; a line that it cuts is left out."""
    columns: list[list[float | None]] = [[] for _ in parser.wanted]
    preamble = sheet.layout.preamble
    for block in blocks(BytesIO(sheet.head)):
        if block.cut and not sheet.whole:
            break
        rows, preamble = block.after(preamble), 0
        for column, cells in zip(columns, parser.parse(rows), strict=True):
            column.extend(cells)
    return columns
