"""From the values of a text log to its catalog and its loss table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convcheck.readers import _columns
from convcheck.readers._text_axis import axes, is_last_state, positions, stands_still, unit_of
from convcheck.readers._text_coarse import note, rounded_units, spread
from convcheck.readers._text_generic import bare_roles
from convcheck.readers._text_scan import Scan, scan
from convcheck.table import Catalog, Column, Entry, LossTable

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray, Source
    from convcheck.table import Wanted


def catalog(source: Source) -> Catalog:
    """List the series of a log; raises as ``scan`` does."""
    found = scan(source, sample=True)
    return Catalog(
        tuple(_entries(found)),
        found.dialect.name,
        complete=found.complete,
        notes=tuple(found.notes()),
    )


def table(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises as ``scan`` does."""
    found = scan(source, {name for item in wanted for name in (item.name, item.axis)})
    moved: dict[str, int] = {}
    columns = dict(_read(found, wanted, moved))
    return LossTable(columns, (*found.notes(), *map(note, moved, moved.values())))


def _entries(found: Scan) -> Iterator[Entry]:
    """Yield what the log holds, in the order in which the names first came."""
    values = {}
    for name in found.gathered.parts:
        record, value = _points(found, name)
        if len(value):
            values[name] = (record, value)
    still = {name for name, (_, value) in values.items() if stands_still(name, value)}
    counted_in = axes(found, values.keys() - still) or axes(found, values.keys())
    roles = found.dialect.roles or bare_roles(values)
    for name, (_, value) in values.items():
        hints: dict[str, Any] = {}
        if axis := counted_in.get(name):
            hints = {"axis": axis, "unit": unit_of(found.dialect, axis)}
        entry = _columns.entry(name, value, **hints)
        yield _with_hints(entry, found, roles)


def _with_hints(entry: Entry, found: Scan, roles: Mapping[str, str]) -> Entry:
    """Return the entry with its role and direction, its count only where all was seen."""
    return replace(
        entry,
        role=roles.get(entry.name, ""),
        goal=found.dialect.goals.get(entry.name),
        count=entry.count if found.complete else None,
    )


def _read(
    found: Scan, wanted: Sequence[Wanted], moved: dict[str, int]
) -> Iterator[tuple[str, Column]]:
    """Yield the wanted series that have a value; count the points ``moved`` by their counter."""
    for item in wanted:
        record, value = _points(found, item.name)
        if not len(value):
            continue
        x = positions(found, item.axis, record)
        of_one = len(found.gathered.ranks.get(item.axis, ())) <= 1
        units = rounded_units(found.gathered.endings.get(item.axis, ())) if of_one else {}
        if units:
            x, apart = spread(x, units)
            if apart:
                moved[item.axis] = max(apart, moved.get(item.axis, 0))
        yield item.name, Column(item.name, record, x, value)


def _points(found: Scan, name: str) -> tuple[IntArray, FloatArray]:
    """Return records and values of a series, of a line that is drawn anew only its last state."""
    record, value = found.gathered.series(name, found.dialect.least_lines)
    if found.dialect.redrawn and name not in found.dialect.axes:
        last = is_last_state(positions(found, found.dialect.axes[0], record))
        record, value = record[last], value[last]
    return record, value
