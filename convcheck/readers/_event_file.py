"""All scalars of one event file, in one pass and in bounded memory beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from convcheck.readers._event_foreign import is_foreign
from convcheck.readers._event_store import Scalars, ScalarStore
from convcheck.readers._event_template import Rows, layout_of, read_alike
from convcheck.readers._tfrecord import Ending, RecordFile, Window

ALIKE_FROM = 12
"""Records of one length from which comparing them costs less than parsing each."""
MOST_LAYOUTS = 8
"""Layouts tried for records of one length; what is left is parsed one by one."""
FILTER_FROM = 32
"""Records from which telling foreign ones at once costs less than parsing each."""


@dataclass(frozen=True, slots=True)
class EventFile:
    """What one event file holds."""

    scalars: Mapping[str, Scalars]
    """By tag, in the order in which the tags first appear."""
    records: int
    """Whole records, those without a scalar included."""
    damaged: int
    """Records with a wrong checksum, which were skipped."""
    session_starts: int
    """Records that mark the start of a session."""
    ending: Ending
    """How the file ends."""


def read_event_file(stream: BinaryIO) -> EventFile:
    """Read every scalar of an event file."""
    records = RecordFile(stream)
    store = ScalarStore()
    damaged = 0
    for window in records.windows():
        for rows in _by_length(window):
            damaged += _read_rows(rows, store)
    return EventFile(store.finish(), records.records, damaged, store.session_starts, records.ending)


def _by_length(window: Window) -> Iterator[Rows]:
    """Yield the records of each length."""
    number = np.arange(window.first, window.first + len(window.at))
    length = window.length
    if bool(np.all(length == length[0])):
        yield Rows(window.data, window.at, number, int(length[0]))
        return
    order = np.argsort(length, kind="stable")
    borders = np.flatnonzero(np.diff(length[order])) + 1
    for rows in np.split(order, borders):
        yield Rows(window.data, window.at[rows], number[rows], int(length[rows[0]]))


def _read_rows(rows: Rows, store: ScalarStore) -> int:
    """Store the scalars of records of one length; return how many of them are damaged."""
    filtered = False
    for _ in range(MOST_LAYOUTS):
        if len(rows) < ALIKE_FROM:
            break
        example = rows.event(0)
        layout = None if example is None else layout_of(example)
        if example is not None and layout is not None:
            rows = rows.where(~read_alike(rows, example, layout, store))
        elif not filtered and len(rows) >= FILTER_FROM:
            rows = rows.where(~is_foreign(rows.data, rows.at, np.full(len(rows), rows.length)))
            filtered = True
        else:
            break
    return _read_one_by_one(rows, store)


def _read_one_by_one(rows: Rows, store: ScalarStore) -> int:
    damaged = 0
    for row in range(len(rows)):
        event = rows.event(row)
        if event is None:
            damaged += 1
        else:
            store.add_event(int(rows.number[row]), event)
    return damaged
