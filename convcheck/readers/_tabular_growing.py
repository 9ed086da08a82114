"""A column of unknown length, filled part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import BoolArray, FloatArray

FIRST_ROWS = 1024

Kind = TypeVar("Kind", np.float64, np.bool_)


class GrowingColumn:
    """Values and presence; room doubles when it is used up, and room unused costs no memory."""

    def __init__(self) -> None:
        self._value: FloatArray = np.empty(FIRST_ROWS)
        self._present: BoolArray | None = None
        self._rows = 0

    def append(self, value: FloatArray, present: BoolArray | None) -> None:
        """Add a part; a presence of None says that every row has a value."""
        start, end = self._rows, self._rows + len(value)
        if end > len(self._value):
            room = max(end, 2 * len(self._value))
            self._value = _with_room(self._value, start, room)
            if self._present is not None:
                self._present = _with_room(self._present, start, room)
        self._value[start:end] = value
        if present is not None and self._present is None:
            self._present = np.empty(len(self._value), np.bool_)
            self._present[:start] = True
        if self._present is not None:
            self._present[start:end] = True if present is None else present
        self._rows = end

    def result(self) -> tuple[FloatArray, BoolArray | None]:
        """Return values and presence of all rows; shapes (rows,)."""
        value = self._value[: self._rows]
        if self._present is None:
            return value, None
        present = self._present[: self._rows]
        return value, None if present.all() else present


def _with_room(array: NDArray[Kind], filled: int, room: int) -> NDArray[Kind]:
    """Return an array of length ``room`` that begins like ``array``."""
    larger = np.empty(room, array.dtype)
    larger[:filled] = array[:filled]
    return larger
