"""Logs that hold one value a row, with its series and its own step: from rows to columns."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Note
from convcheck.readers._columns import entry
from convcheck.table import Column, Entry

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray


MAX_SERIES = 20_000
"""Series that are kept; runs log up to some thousands. Rows of further ones are counted."""


class LongRows:
    """Collects rows one by one, in four machine words each."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._code, self._step = array("q"), array("d")
        self._stamp, self._value = array("d"), array("d")
        self._surplus = 0

    def __len__(self) -> int:
        return len(self._code)

    def add(self, name: str, step: float, stamp: float, value: float) -> None:
        """Take over one value; ``stamp`` is NaN where the log has no clock."""
        if name not in self._codes and len(self._codes) >= MAX_SERIES:
            self._surplus += 1
            return
        self._code.append(self._codes.setdefault(name, len(self._codes)))
        self._step.append(step)
        self._stamp.append(stamp)
        self._value.append(value)

    def notes(self) -> tuple[Note, ...]:
        """Return what was left out."""
        message = f"values left out: the log has more than {MAX_SERIES:,} series"
        return (Note("too-many-columns", message, self._surplus),) if self._surplus else ()

    def columns(
        self, *, stamps_a_second: float | None = None, sort: bool = False
    ) -> dict[str, Column]:
        """Return the columns by name; ``sort`` orders rows by step, then time.

        Stamps become seconds since the earliest; without their unit they are that already.
        """
        code = np.frombuffer(self._code, np.int64)
        step, stamp = np.frombuffer(self._step), np.frombuffer(self._stamp)
        value = np.frombuffer(self._value)
        if sort:
            order = np.lexsort((stamp, step))
            code, step, stamp, value = code[order], step[order], stamp[order], value[order]
        if stamps_a_second is not None:
            stamp = _since_earliest(stamp) / stamps_a_second
        return by_series(list(self._codes), code, step, stamp, value)


def _since_earliest(stamp: FloatArray) -> FloatArray:
    known = stamp[np.isfinite(stamp)]
    return stamp - known.min() if len(known) else stamp


def by_series(
    names: Sequence[str], code: IntArray, step: FloatArray, time: FloatArray, value: FloatArray
) -> dict[str, Column]:
    """Return rows of many series as one column each, in the order of the rows.

    All arrays have shape (n,). ``code`` is the place of a row's series in ``names``; a negative
    one means that the row belongs to none. ``time`` is NaN where it is not known.
    """
    order = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[order], np.arange(len(names) + 1))
    found = {}
    for name, begin, end in zip(names, bounds[:-1], bounds[1:], strict=True):
        rows = order[begin:end]
        if len(rows):
            elapsed = time[rows]
            known = None if np.isnan(elapsed).all() else elapsed
            found[name] = Column(name, rows, step[rows], value[rows], known)
    return found


def entries(columns: Mapping[str, Column], **hints: Any) -> tuple[Entry, ...]:
    """Summarise columns for the catalog; ``hints`` are further fields of every entry."""
    return tuple(entry(name, column.value, **hints) for name, column in columns.items())
