"""All scalars of one event file, in one pass and in bounded memory beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from convcheck.readers._event_foreign import is_foreign
from convcheck.readers._event_record import Event
from convcheck.readers._event_store import Scalars, ScalarStore
from convcheck.readers._event_template import Rows, layout_of, read_alike
from convcheck.readers._tfrecord import Ending, RecordFile, Window

if TYPE_CHECKING:
    from convcheck.model import IntArray

ALIKE_FROM = 12
"""Records of one length from which comparing them costs less than parsing each."""
MOST_LAYOUTS = 8
"""Layouts tried for records of one length; what is left is parsed one by one."""
FILTER_AT = 2
"""Records without a scalar at which the foreign ones are told at once: the first may be alone."""
COMMON_FROM = 64
"""Records of one length that are worth a look of their own. Rarer lengths are pooled first, and
the foreign ones among them, such as images, are told all at once."""


@dataclass(frozen=True, slots=True)
class EventFile:
    """What one event file holds."""

    scalars: Mapping[str, Scalars]
    """By tag, in the order in which the tags first appear."""
    records: int
    """Whole records, those without a scalar included."""
    damaged: int
    """Records with a wrong checksum, which were skipped."""
    surplus: int
    """Values left out because there were too many tags."""
    session_starts: int
    """Records that mark the start of a session."""
    ending: Ending
    """How the file ends."""

    @property
    def values(self) -> int:
        """How many scalars it holds."""
        return sum(len(scalars) for scalars in self.scalars.values())


def read_event_file(stream: BinaryIO) -> EventFile:
    """Read every scalar of an event file."""
    records = RecordFile(stream)
    store = ScalarStore()
    damaged = 0
    for window in records.windows():
        damaged += _read_window(window, store)
    return EventFile(
        store.finish(),
        records.records,
        damaged,
        store.surplus,
        store.session_starts,
        records.ending,
    )


def _read_window(window: Window, store: ScalarStore) -> int:
    """Store the scalars of a window; return how many of its records are damaged."""
    damaged = 0
    common, left = _common_and_rare(window.length)
    for rows in common:
        damaged += _read_rows(_rows(window, rows), store)
    if len(left) >= COMMON_FROM:
        left = left[~is_foreign(window.data, window.at[left], window.length[left])]
    for rows in _by_length(window.length[left]):
        damaged += _read_rows(_rows(window, left[rows]), store)
    return damaged


def _rows(window: Window, chosen: IntArray) -> Rows:
    """Return records of one length."""
    length = int(window.length[chosen[0]])
    return Rows(window.data, window.at[chosen], chosen + window.first, length)


def _common_and_rare(length: IntArray) -> tuple[list[IntArray], IntArray]:
    """Return the indices of the records of each common length, rising, and those of all others."""
    if len(length) >= COMMON_FROM and bool((length == length[0]).all()):
        return [np.arange(len(length))], np.empty(0, np.int64)
    order = np.argsort(length, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(length[order])) + 1, len(order))
    count = np.diff(ends, prepend=0)
    is_common = count >= COMMON_FROM
    spans = zip((ends - count)[is_common].tolist(), ends[is_common].tolist(), strict=True)
    return [order[first:end] for first, end in spans], np.sort(order[np.repeat(~is_common, count)])


def _by_length(length: IntArray) -> Iterator[IntArray]:
    """Yield the indices of the records of each length, rising."""
    if not len(length):
        return
    if bool((length == length[0]).all()):
        yield np.arange(len(length))
        return
    order = np.argsort(length, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(length[order])) + 1)


def _read_rows(rows: Rows, store: ScalarStore) -> int:
    """Store the scalars of records of one length; return how many of them are damaged."""
    damaged = 0
    misses = 0
    for _ in range(MOST_LAYOUTS):
        if len(rows) < ALIKE_FROM:
            break
        example = rows.event(0)
        layout = None if example is None else layout_of(example)
        if example is not None and layout is not None:
            rows = rows.where(~read_alike(rows, example, layout, store))
            continue
        damaged += _keep(example, int(rows.number[0]), store)
        rows = rows.where(np.arange(len(rows)) > 0)
        misses += 1
        if misses == FILTER_AT and len(rows) >= COMMON_FROM:
            rows = rows.where(~is_foreign(rows.data, rows.at, np.full(len(rows), rows.length)))
    for row in range(len(rows)):
        damaged += _keep(rows.event(row), int(rows.number[row]), store)
    return damaged


def _keep(event: Event | None, number: int, store: ScalarStore) -> int:
    """Store what a single record holds; return 1 where it is damaged."""
    if event is None:
        return 1
    store.add_event(number, event)
    return 0
