"""From flat records to the catalog and the loss table; what JSON lines and documents share."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Note
from convcheck.readers import _cells
from convcheck.readers._clock import clock_among, seconds_of_text, since_first
from convcheck.readers._columns import carried_forward, entry, to_arrays
from convcheck.readers._json_dialects import GLOBAL_ITER, UNKNOWN, Dialect, adapted, identify
from convcheck.table import Catalog, Column, Entry, LossTable

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray
    from convcheck.readers._json_records import Batch, LeftOut
    from convcheck.readers._json_reshape import Record
    from convcheck.table import Wanted

SEEN_VALUES = 16_384
"""Values of a column that the survey looks at; the others are only counted."""

MAX_COLUMNS = 20_000
"""Columns that the survey lists; a guard against logs that invent a name for each record."""


def number(cell: object) -> float | None:
    """Return the number in a cell; None where nothing was logged.

    Raises ValueError where it holds something else.
    """
    if isinstance(cell, float) or cell is None:
        return cell
    if isinstance(cell, str):
        return _cells.parse(cell)
    raise ValueError(f"not a number: {cell!r}")


def dialect_and_batches(batches: Iterable[Batch]) -> tuple[Dialect, Iterator[Batch]]:
    """Return the dialect that the first records prove, and all batches."""
    iterator = iter(batches)
    head: list[Batch] = []
    for batch in iterator:
        head.append(batch)
        if batch.records:
            dialect = identify(batch.records)
            return dialect, _chain(head, iterator)
    return UNKNOWN, iter(head)


def _chain(head: list[Batch], rest: Iterator[Batch]) -> Iterator[Batch]:
    yield from head
    head.clear()
    yield from rest


# --- survey --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    """What the survey saw of one column."""

    values: array[float] = field(default_factory=lambda: array("d"))
    """Its first numbers."""
    count: int = 0
    """How many numbers it has."""

    def add(self, cell: object) -> None:
        try:
            value = number(cell)
        except ValueError:
            return
        if value is not None:
            self.count += 1
            if len(self.values) < SEEN_VALUES:
                self.values.append(value)


def catalog(
    batches: Iterable[Batch], left_out: LeftOut, given: Dialect | None = None, **facts: Any
) -> Catalog:
    """List the columns of all records; ``facts`` are further fields of the catalog."""
    dialect, batches = dialect_and_batches(batches)
    dialect = given or dialect
    tallies: dict[str, _Tally] = {}
    surplus = 0
    for batch in batches:
        for record in batch.records:
            for name, cell in adapted(dialect, record).items():
                tally = tallies.get(name)
                if tally is None:
                    if len(tallies) >= MAX_COLUMNS:
                        surplus += 1
                        continue
                    tally = tallies[name] = _Tally()
                tally.add(cell)
    notes = list(left_out.notes())
    if surplus:
        message = f"cells left out: the log has more than {MAX_COLUMNS:,} columns"
        notes.append(Note("too-many-columns", message, surplus))
    entries = tuple(_entries(tallies, dialect))
    return Catalog(entries, **({"logger": dialect.logger, "notes": tuple(notes)} | facts))


def _entries(tallies: Mapping[str, _Tally], dialect: Dialect) -> Iterator[Entry]:
    """Yield the entries of a catalog."""
    if dialect.axis == GLOBAL_ITER:
        counted = tallies["iter"].count
        yield Entry(GLOBAL_ITER, count=counted, unit="step", whole=True, increasing=True)
    for name, tally in tallies.items():
        hints = dialect.hints(name, tallies)
        if tally.count:
            yield entry(name, np.array(tally.values), **(hints | {"count": tally.count}))
        else:
            yield Entry(name, count=0, numeric=False, finite=False)


# --- read ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathered:
    """The cells of the columns that are needed, one element a record."""

    keys: tuple[str, ...]
    values: dict[str, list[FloatArray]] = field(default_factory=dict)
    present: dict[str, list[BoolArray]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    """The records at which a file begins."""
    records: int = 0
    odd: dict[str, int] = field(default_factory=dict)
    """Cells that are no numbers, by column."""

    def add(self, records: Sequence[Record], first: bool) -> None:
        """Take over one batch."""
        if first:
            self.starts.append(self.records)
        self.records += len(records)
        for key in self.keys:
            value, present = to_arrays([self._cell(record.get(key), key) for record in records])
            self.values.setdefault(key, []).append(value)
            self.present.setdefault(key, []).append(present)

    def value(self, key: str) -> FloatArray:
        """Return the column's values of shape (n,), NaN where absent."""
        return np.concatenate(self.values.get(key, [np.empty(0)]))

    def is_present(self, key: str) -> BoolArray:
        """Return where the column was logged, shape (n,)."""
        return np.concatenate(self.present.get(key, [np.empty(0, np.bool_)]))

    def axis(self, name: str) -> FloatArray:
        """Return the positions by this axis, shape (n,), carried forward within each file."""
        if not name:
            return np.arange(self.records, dtype=np.float64)
        if name == GLOBAL_ITER and GLOBAL_ITER not in self.keys:
            position = global_iteration(self.value("epoch"), self.value("iter"))
        else:
            position = self.value(name)
        pieces = np.split(position, self.starts[1:])
        return np.concatenate([carried_forward(piece) for piece in pieces])

    def notes(self) -> Iterator[Note]:
        """Yield a note for each column with cells that are no numbers."""
        for key, count in self.odd.items():
            yield Note("not-a-number", f"cells of {key} that are no numbers", count, key)

    def _cell(self, cell: object, key: str) -> float | None:
        try:
            return number(cell)
        except ValueError:
            seconds = seconds_of_text(cell) if isinstance(cell, str) else None
            if seconds is None:
                self.odd[key] = self.odd.get(key, 0) + 1
            return seconds


def global_iteration(epoch: FloatArray, iteration: FloatArray) -> FloatArray:
    """Return the iteration since the start, of shape (n,), where ``iteration`` starts over.

    An epoch is taken to have as many iterations as the largest that was logged, so that the
    positions rise; epochs count from 1. A record without iteration stands at its epoch's end.
    Where the iteration does not start over it is returned as it is.
    """
    known = np.isfinite(epoch) & np.isfinite(iteration)
    rises, falls = np.diff(epoch[known]) > 0, np.diff(iteration[known]) <= 0
    if not (rises & falls).any():
        return iteration
    length = iteration[known].max()
    position: FloatArray = np.where(known, (epoch - 1) * length + iteration, epoch * length)
    return position


def table(
    batches: Iterable[Batch],
    wanted: Sequence[Wanted],
    left_out: LeftOut,
    given: Dialect | None = None,
    **facts: Any,
) -> LossTable:
    """Read the wanted columns from all records; ``facts`` are further fields of the table."""
    dialect, batches = dialect_and_batches(batches)
    dialect = given or dialect
    gathered: _Gathered | None = None
    clock = ""
    for batch in batches:
        records = [adapted(dialect, record) for record in batch.records]
        if gathered is None and records:
            clock = clock_among({name for record in records for name in record})
            gathered = _Gathered(_keys(wanted, clock))
        if gathered is not None:
            gathered.add(records, batch.first)
    columns = {} if gathered is None else dict(_columns(gathered, wanted, clock))
    notes = (*left_out.notes(), *(gathered.notes() if gathered else ()))
    return LossTable(columns, **({"notes": notes} | facts))


def _keys(wanted: Sequence[Wanted], clock: str) -> tuple[str, ...]:
    """Return the columns that must be gathered, each once."""
    keys: dict[str, None] = {}
    for item in wanted:
        axis = ("epoch", "iter") if item.axis == GLOBAL_ITER else (item.axis,)
        keys |= dict.fromkeys((item.name, *axis, clock))
    return tuple(key for key in keys if key)


def _columns(
    gathered: _Gathered, wanted: Sequence[Wanted], clock: str
) -> Iterator[tuple[str, Column]]:
    """Yield the wanted columns that have a value."""
    time = since_first(gathered.value(clock)) if clock else None
    for item in wanted:
        record = np.flatnonzero(gathered.is_present(item.name))
        if len(record):
            value, x = gathered.value(item.name)[record], gathered.axis(item.axis)[record]
            elapsed = None if time is None else time[record]
            yield item.name, Column(item.name, record, x, value, elapsed)
