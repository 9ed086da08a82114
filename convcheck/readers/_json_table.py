"""From flat records to the catalog and the loss table; what JSON lines and documents share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Note
from convcheck.readers._clock import clock_among, seconds_of_text, since_first
from convcheck.readers._columns import carried_forward, entry
from convcheck.readers._json_batches import MAX_COLUMNS, Tallies, number
from convcheck.readers._json_dialects import GLOBAL_ITER, UNKNOWN, Dialect
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
    entries = tuple(_entries(tallies.columns, dialect))
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

    def add(self, batch: Batch) -> None:
        """Take over one batch."""
        if batch.first or not self.starts:
            self.starts.append(self.records)
        self.records += len(batch)
        for key in self.keys:
            value, present = batch.cells(key, partial(self._cell, key))
            self.values.setdefault(key, []).append(value)
            self.present.setdefault(key, []).append(present)

    def value(self, key: str) -> FloatArray:
        """Return the column's values of shape (n,), NaN where absent."""
        value: FloatArray = _joined(self.values.get(key, [np.empty(0)]))
        return value

    def is_present(self, key: str) -> BoolArray:
        """Return where the column was logged, shape (n,)."""
        present: BoolArray = _joined(self.present.get(key, [np.empty(0, np.bool_)]))
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
        for key, count in self.odd.items():
            yield Note("not-a-number", f"cells of {key} that are no numbers", count, key)

    def _cell(self, key: str, cell: object) -> float | None:
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
    columns = {} if gathered is None else dict(_columns(gathered, wanted, clock))
    notes = (*left_out.notes(), *(gathered.notes() if gathered else ()))
    return LossTable(columns, notes, **facts)


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
