"""Batches of records in two forms: one by one, and a whole block of lines at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._columns import to_arrays
from convcheck.readers._json_commas import add, decimal_columns, decimal_or_none, number_or_none
from convcheck.readers._json_grid import Match
from convcheck.readers._json_slots import numbers
from convcheck.readers._tabular_commas import Commas

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray
    from convcheck.readers._json_dialects import Dialect
    from convcheck.readers._json_reshape import Record

SEEN_VALUES = 4096
"""Values of a column that the survey looks at; the others are only counted."""

MAX_COLUMNS = 20_000
"""Columns that the survey lists; a guard against logs that invent a name for each record."""

Parse = Callable[[object], float | None]


@dataclass(slots=True)
class Tally:
    """What the survey saw of one column."""

    values: array[float] = field(default_factory=lambda: array("d"))
    """Its first numbers."""
    count: int = 0
    """How many numbers it has."""
    looked: int = 0
    """How many of these were looked at."""
    texts: int = 0
    """Texts that were looked at and are no numbers."""
    commas: Commas = field(default_factory=Commas)
    """What the commas within its texts may be."""
    decimal: Tally | None = None
    """The same column with decimal commas; only where some text has one."""

    def number(self, cell: object) -> float | None:
        """Return the number in a cell, and take note of its comma."""
        if isinstance(cell, str) and "," in cell and add(self.commas, cell):
            self.decimal = self.decimal or replace(self, values=self.values[:], commas=Commas())
        return number_or_none(cell)

    def add(self, value: float) -> None:
        """Take over one number."""
        self.count += 1
        self.looked += 1
        if len(self.values) < SEEN_VALUES:
            self.values.append(value)


@dataclass(slots=True)
class Tallies:
    """What the survey saw of all columns."""

    columns: dict[str, Tally] = field(default_factory=dict)
    """By name, in the order of the log."""
    surplus: int = 0
    """Cells of columns beyond the limit."""

    def of(self, name: str) -> Tally:
        """Return the tally of a column; one that nobody keeps where there are too many."""
        tally = self.columns.get(name)
        if tally is None:
            tally = Tally()
            if len(self.columns) < MAX_COLUMNS:
                self.columns[name] = tally
            else:
                self.surplus += 1
        return tally

    def add(self, records: Iterable[Record]) -> None:
        """Take over records one by one."""
        for record in records:
            for name, cell in record.items():
                tally = self.of(name)
                has_comma = isinstance(cell, str) and "," in cell
                value = tally.number(cell) if has_comma else number_or_none(cell)
                if value is not None:
                    tally.add(value)
                if tally.decimal is not None:
                    value = decimal_or_none(cell)
                    if value is not None:
                        tally.decimal.add(value)

    def settled(self) -> Iterator[tuple[str, Tally]]:
        """Yield the columns, each with what the survey saw of it by what its commas are."""
        found = {name: each.commas for name, each in self.columns.items() if each.decimal}
        counts = {name: self.columns[name].looked for name in found}
        decimal = decimal_columns(found, counts)
        for name, tally in self.columns.items():
            yield name, (tally.decimal if name in decimal and tally.decimal else tally)


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Records that were parsed one by one."""

    records: Sequence[Record]
    """Each a name to a float, a text, a boolean or None."""
    dialect: Dialect
    """Who wrote them."""
    first: bool = True
    """The file begins here."""

    def __len__(self) -> int:
        return len(self.records)

    def cells(self, key: str, parse: Parse) -> tuple[FloatArray, BoolArray]:
        """Return a column's numbers and where one is, shapes (n,)."""
        return to_arrays([parse(record.get(key)) for record in self.records])

    def names(self) -> set[str]:
        """Return the columns that some record has."""
        return {name for record in self.records for name in record}

    def tally(self, tallies: Tallies) -> None:
        """Tell the survey what there is."""
        tallies.add(self.records)


@dataclass(frozen=True, slots=True)
class GridBatch:
    """A block whose values were found all at once, and are parsed only where they are wanted."""

    data: bytes | bytearray
    """The block, in memory that the next one overwrites, and spare bytes behind it."""
    size: int
    """How many bytes the block takes."""
    matches: Sequence[Match]
    """Where the values of lines that share a layout are."""
    others: Mapping[int, Sequence[Record]]
    """The records of the other lines, by line."""
    record: IntArray
    """The record at which each line begins, shape (n + 1,)."""
    dialect: Dialect
    """Who wrote them."""
    first: bool = False
    """The file begins here."""
    may_be_null: bool = True
    """Some value of the lines with a layout may be ``null``."""

    def __len__(self) -> int:
        return int(self.record[-1])

    def cells(self, key: str, parse: Parse) -> tuple[FloatArray, BoolArray]:
        """Return a column's numbers and where one is, shapes (n,)."""
        holders = [match for match in self.matches if key in match.template]
        if len(holders) == 1 and len(holders[0].line) == len(self):
            return self._numbers(holders[0], key, parse)
        value, present = np.full(len(self), np.nan), np.zeros(len(self), np.bool_)
        for match in holders:
            # Once here, not at each use: numpy widens small indices at a third of the pace.
            at = self.record.take(match.line).astype(np.intp)
            value[at], present[at] = self._numbers(match, key, parse)
        for line, records in self.others.items():
            for offset, record in enumerate(records):
                cell = parse(record.get(key))
                if cell is not None:
                    place = int(self.record[line]) + offset
                    value[place], present[place] = cell, True
        return value, present

    def names(self) -> set[str]:
        """Return the columns that some record has."""
        layouts = {name for match in self.matches for name in match.template.columns}
        return layouts | {n for found in self.others.values() for record in found for n in record}

    def tally(self, tallies: Tallies) -> None:
        """Tell the survey what there is; numbers beyond the first are counted by their look."""
        for _, part in sorted(self._parts(), key=lambda part: part[0]):
            if isinstance(part, Match):
                for name in part.template.columns:
                    self._tally(tallies.of(name), part, name)
            else:
                tallies.add(part)

    def _parts(self) -> Iterator[tuple[int, Match | Sequence[Record]]]:
        """Yield the layouts and the other records, each with its first line."""
        for match in self.matches:
            yield int(match.line[0]), match
        yield from self.others.items()

    def _tally(self, tally: Tally, match: Match, name: str) -> None:
        """Tell one tally of one layout, and again where commas may be decimal points."""
        self._count(tally, match, name, tally.number)
        if tally.decimal is not None:
            self._count(tally.decimal, match, name, decimal_or_none)

    def _count(self, tally: Tally, match: Match, name: str, parse: Parse) -> None:
        lines = len(match.line)
        seen = max(0, min(lines, SEEN_VALUES - len(tally.values)))
        place = match.template.slots.get(name)
        is_text = place is None or match.template.quoted[place]
        if place is None and parse(match.template.texts[name]) is None:
            return
        if is_text and not tally.count and tally.texts >= SEEN_VALUES:
            return  # a column of words
        if seen:
            value, present = self._numbers(match, name, parse, seen)
            tally.values.frombytes(value[present].tobytes())
            numeric = int(present.sum())
            tally.count += numeric
            tally.looked += numeric
            tally.texts += (seen - numeric) * is_text
        if not is_text or tally.count:
            tally.count += lines - seen
        if place is not None and not is_text and seen < lines and self.may_be_null:
            start, end = match.span(place)
            letter = np.frombuffer(self.data, np.uint8)[start[seen:]]
            for null in np.flatnonzero(letter == ord("n")) + seen:
                tally.count -= int(end[null] - start[null] == len("null"))

    def _numbers(
        self, match: Match, name: str, parse: Parse, limit: int | None = None
    ) -> tuple[FloatArray, BoolArray]:
        """Return the numbers of one column of a layout, at most ``limit``."""
        place = match.template.slots.get(name)
        if place is None:
            text = match.template.texts[name]
            return to_arrays([parse(text) for _ in match.line[:limit]])
        quoted = int(match.template.quoted[place])
        start, end = match.span(place, limit)
        return numbers(self.data, start + quoted, end - quoted, parse)


Batch = RecordBatch | GridBatch
"""Some records of one file, in file order."""
