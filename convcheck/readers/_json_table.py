"""From flat records to the catalog and the loss table; what JSON lines and documents share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Note
from convcheck.readers._clock import clock_among, seconds_of_text, since_first
from convcheck.readers._columns import carried_forward, entry
from convcheck.readers._guessed_commas import GUESSED
from convcheck.readers._json_batches import MAX_COLUMNS, Tallies
from convcheck.readers._json_commas import add, decimal_columns, guesses, number
from convcheck.readers._json_dialects import GLOBAL_ITER, UNKNOWN, Dialect
from convcheck.readers._tabular_commas import Commas
from convcheck.table import Catalog, Column, Entry, LossTable

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray
    from convcheck.readers._json_batches import Batch, Tally
    from convcheck.readers._json_records import LeftOut
    from convcheck.table import Wanted

# --- survey --------------------------------------------------------------------------------------


def catalog(batches: Iterable[Batch], left_out: LeftOut, **facts: Any) -> Catalog:
    """List the columns of all records; ``facts`` are further fields of the catalog."""
    dialect = UNKNOWN
    tallies = Tallies()
    for batch in batches:
        if dialect is UNKNOWN:
            dialect = batch.dialect
        batch.tally(tallies)
    notes = list(left_out.notes())
    if tallies.surplus:
        message = f"cells left out: the log has more than {MAX_COLUMNS:,} columns"
        notes.append(Note("too-many-columns", message, tallies.surplus))
    entries = tuple(_entries(dict(tallies.settled()), dialect))
    return Catalog(entries, dialect.logger, notes=tuple(notes), **facts)


def _entries(tallies: Mapping[str, Tally], dialect: Dialect) -> Iterator[Entry]:
    """Yield the entries of a catalog."""
    if dialect.axis == GLOBAL_ITER and "iter" in tallies:
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
class _Cells:
    """The cells of one column, one element a record, with one reading of its commas."""

    values: list[FloatArray] = field(default_factory=list)
    present: list[BoolArray] = field(default_factory=list)
    odd: int = 0
    """Cells that are no numbers."""
    is_decimal: bool = False
    """Commas are decimal points, or else between thousands."""
    commas: Commas = field(default_factory=Commas)
    """What the commas may be."""
    has_commas: bool = False
    """Some cell has one and may be a number."""

    def add(self, batch: Batch, key: str) -> None:
        """Take over the cells of one batch."""
        value, present = batch.cells(key, self._number)
        self.values.append(value)
        self.present.append(present)

    def _number(self, cell: object) -> float | None:
        if isinstance(cell, float):
            return cell
        if isinstance(cell, str) and "," in cell:
            self.has_commas |= add(self.commas, cell)
        try:
            return number(cell, self.is_decimal)
        except ValueError:
            seconds = seconds_of_text(cell) if isinstance(cell, str) else None
            self.odd += seconds is None
            return seconds


@dataclass(slots=True)
class _Gathered:
    """The cells of the columns that are needed, one element a record."""

    keys: tuple[str, ...]
    cells: dict[str, _Cells] = field(default_factory=dict)
    """By column, its numbers where commas are between thousands."""
    decimal: dict[str, _Cells] = field(default_factory=dict)
    """The same with decimal commas, of columns with a comma."""
    starts: list[int] = field(default_factory=list)
    """The records at which a file begins."""
    records: int = 0

    def add(self, batch: Batch) -> None:
        """Take over one batch."""
        if batch.first or not self.starts:
            self.starts.append(self.records)
        self.records += len(batch)
        for key in self.keys:
            cells = self.cells.setdefault(key, _Cells())
            odd = cells.odd
            cells.add(batch, key)
            if cells.has_commas and key not in self.decimal:
                before = (cells.values[:-1], cells.present[:-1])
                self.decimal[key] = _Cells(*before, odd, is_decimal=True)
            if key in self.decimal:
                self.decimal[key].add(batch, key)

    def settle(self) -> Iterator[Note]:
        """Find out what the commas of each column are; yield a note for each guess."""
        found = {key: self.cells[key].commas for key in self.decimal}
        counts = {key: int(self.is_present(key).sum()) for key in found}
        noted = guesses(found, counts)
        self.cells.update((key, self.decimal[key]) for key in decimal_columns(found, counts))
        for key, message in noted.items():
            yield Note(GUESSED, f"{key!r}: {message}", where=key)

    def value(self, key: str) -> FloatArray:
        """Return the column's values of shape (n,), NaN where absent."""
        cells = self.cells.get(key)
        value: FloatArray = _joined(cells.values if cells else [np.empty(0)])
        return value

    def is_present(self, key: str) -> BoolArray:
        """Return where the column was logged, shape (n,)."""
        cells = self.cells.get(key)
        present: BoolArray = _joined(cells.present if cells else [np.empty(0, np.bool_)])
        return present

    def axis(self, name: str) -> FloatArray:
        """Return the positions by this axis, shape (n,), carried forward within each file."""
        if not name:
            return np.arange(self.records, dtype=np.float64)
        if name == GLOBAL_ITER and GLOBAL_ITER not in self.keys:
            position = global_iteration(self.value("epoch"), self.value("iter"))
        else:
            position = self.value(name)
        pieces = np.split(position, self.starts[1:])
        carried: FloatArray = _joined([carried_forward(piece) for piece in pieces])
        return carried

    def notes(self) -> Iterator[Note]:
        """Yield a note for each column with cells that are no numbers."""
        for key, cells in self.cells.items():
            if cells.odd:
                message = f"cells of {key} that are no numbers"
                yield Note("not-a-number", message, cells.odd, key)


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
    batches: Iterable[Batch], wanted: Sequence[Wanted], left_out: LeftOut, **facts: Any
) -> LossTable:
    """Read the wanted columns from all records; ``facts`` are further fields of the table."""
    gathered: _Gathered | None = None
    clock = ""
    for batch in batches:
        if gathered is None and len(batch):
            clock = clock_among(batch.names())
            gathered = _Gathered(_keys(wanted, clock))
        if gathered is not None:
            gathered.add(batch)
    if gathered is None:
        return LossTable({}, tuple(left_out.notes()), **facts)
    guessed = tuple(gathered.settle())
    columns = dict(_columns(gathered, wanted, clock))
    return LossTable(columns, (*left_out.notes(), *gathered.notes(), *guessed), **facts)


def _keys(wanted: Sequence[Wanted], clock: str) -> tuple[str, ...]:
    """Return the columns that must be gathered, each once."""
    keys: dict[str, None] = {}
    for item in wanted:
        axis = ("epoch", "iter") if item.axis == GLOBAL_ITER else (item.axis,)
        # A column may have an empty name; an empty axis or clock is none.
        keys |= dict.fromkeys((item.name, *filter(None, (*axis, clock))))
    return tuple(keys)


def _columns(
    gathered: _Gathered, wanted: Sequence[Wanted], clock: str
) -> Iterator[tuple[str, Column]]:
    """Yield the wanted columns that have a value; they share their axes."""
    time = since_first(gathered.value(clock)) if clock else None
    axes = {name: gathered.axis(name) for name in {item.axis for item in wanted}}
    everywhere = np.arange(gathered.records)
    for item in wanted:
        value, x = gathered.value(item.name), axes[item.axis]
        record = np.flatnonzero(gathered.is_present(item.name))
        if len(record) == len(everywhere):
            yield item.name, Column(item.name, everywhere, x, value, time)
        elif len(record):
            elapsed = None if time is None else time[record]
            yield item.name, Column(item.name, record, x[record], value[record], elapsed)


def _joined(parts: list[Any]) -> Any:
    """Return the parts of an array as one, which from then on is the only part."""
    if len(parts) > 1:
        parts[:] = [np.concatenate(parts)]
    return parts[0]
