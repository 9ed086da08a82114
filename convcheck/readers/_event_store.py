"""Where the scalars of one event file are collected, tag by tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._event_record import SCALAR_PLUGIN, Event

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import FloatArray, IntArray


MAX_TAGS = 20_000
"""Tags that are kept; runs log up to some thousands. Values under further ones are counted."""


@dataclass(frozen=True, slots=True)
class Scalars:
    """The values under one tag, or some of them, in file order."""

    record: IntArray
    """Shape (n,), number of the record in its file."""
    step: FloatArray
    """Shape (n,), the writer's step."""
    wall_time: FloatArray
    """Shape (n,), seconds since 1970."""
    value: FloatArray
    """Shape (n,), as logged."""

    def __len__(self) -> int:
        return len(self.record)

    def columns(self) -> tuple[NDArray[Any], ...]:
        """Return the arrays in their order."""
        return self.record, self.step, self.wall_time, self.value


class _Growing:
    """Values under one tag, in memory that grows where it is.

    Moving large memory to where it has room is a matter of page tables, not of copying; to put
    parts together in the end would take twice the memory, and longer than finding the values.
    """

    def __init__(self, first: Scalars) -> None:
        self._first: Scalars | None = first
        self._columns: tuple[bytearray, ...] = ()

    def add(self, part: Scalars) -> None:
        """Put a part behind what is there; a tag with one part only is never copied."""
        if self._first is not None:
            self._columns = tuple(bytearray(column.data) for column in self._first.columns())
            self._first = None
        for grown, column in zip(self._columns, part.columns(), strict=True):
            grown += column.data

    def finish(self) -> Scalars:
        """Return all values."""
        if self._first is not None:
            return self._first
        record, *others = self._columns
        return Scalars(np.frombuffer(record, np.int64), *map(np.frombuffer, others))


class ScalarStore:
    """Collects scalars in any order of records."""

    def __init__(self) -> None:
        self._found: dict[str, _Growing] = {}
        self._rows: dict[str, list[tuple[int, int, float, float]]] = defaultdict(list)
        self._plugins: dict[str, tuple[int, str]] = {}
        self._tags: set[str] = set()
        self.surplus = 0
        """Values left out because there were too many tags before them."""
        self.session_starts = 0
        """Records that mark the start of a session."""

    def add(self, tag: str, part: Scalars) -> None:
        """Add many values of one tag."""
        if self._has_room(tag, len(part)):
            self._add(tag, part)

    def add_event(self, record: int, event: Event) -> None:
        """Add what one parsed record holds."""
        self.session_starts += event.session_start
        self.learn_plugins(record, event)
        for scalar in event.scalars:
            if self._has_room(scalar.tag, 1):
                row = record, event.step, event.wall_time, scalar.number.value
                self._rows[scalar.tag].append(row)

    def learn_plugins(self, record: int, event: Event) -> None:
        """Remember which plugin each tag belongs to; the first record that tells it counts."""
        for tag, plugin in event.plugins.items():
            if tag not in self._plugins or record < self._plugins[tag][0]:
                self._plugins[tag] = record, plugin

    def _add(self, tag: str, part: Scalars) -> None:
        if tag in self._found:
            self._found[tag].add(part)
        else:
            self._found[tag] = _Growing(part)

    def _has_room(self, tag: str, values: int) -> bool:
        """Return whether values of a tag are kept, and count them where they are not."""
        if tag not in self._tags and len(self._tags) >= MAX_TAGS:
            self.surplus += values
            return False
        self._tags.add(tag)
        return True

    def finish(self) -> Mapping[str, Scalars]:
        """Return the scalars by tag, in the order in which tags first appear.

        Empties the store. Tags that belong to another plugin than TensorBoard's scalars are left
        out: their numbers are parameters or thresholds.
        """
        for tag, rows in self._rows.items():
            self._add(tag, _from_rows(rows))
        found = {}
        while self._found:
            tag, values = self._found.popitem()
            if self._plugins.get(tag, (0, SCALAR_PLUGIN))[1] == SCALAR_PLUGIN:
                found[tag] = _in_order(values.finish())
        return dict(sorted(found.items(), key=lambda item: int(item[1].record[0])))


def joined(parts: list[Scalars]) -> Scalars:
    """Put parts one behind the other; a single one is not copied."""
    if len(parts) == 1:
        return parts[0]
    return Scalars(
        np.concatenate([part.record for part in parts]),
        np.concatenate([part.step for part in parts]),
        np.concatenate([part.wall_time for part in parts]),
        np.concatenate([part.value for part in parts]),
    )


def _in_order(found: Scalars) -> Scalars:
    """Return values in the order of their records."""
    if bool(np.all(found.record[1:] >= found.record[:-1])):
        return found
    # Stable: a record that names a tag twice keeps its order.
    order = np.argsort(found.record, kind="stable")
    return Scalars(*(column[order] for column in found.columns()))


def _from_rows(rows: list[tuple[int, int, float, float]]) -> Scalars:
    record, step, wall_time, value = zip(*rows, strict=True)
    return Scalars(
        np.array(record, np.int64),
        np.array(step, np.float64),
        np.array(wall_time, np.float64),
        np.array(value, np.float64),
    )
