"""Gathering the same few bytes of many records into one array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    BoolArray = NDArray[np.bool_]
    IntArray = NDArray[np.int64]


MOST_COPIED = 256
"""Bytes of a record up to which copying all of it is cheaper than fetching parts of it."""


_TILE = 16
"""Records compared in one stretch of memory."""


class Places:
    """Places in a piece of memory, from each of which the same bytes are to be taken."""

    def __init__(self, data: ByteArray, at: IntArray) -> None:
        self.data, self.at = data, at
        self._stride = _common_distance(at)

    def columns(self, start: int, width: int) -> ByteArray:
        """Return shape (n, width): the bytes from ``start`` on, counted from each place.

        They must lie within the data for every place.
        """
        kind = f"V{width}"
        if not len(self.at):
            cells = np.empty(0, kind)
        elif self._stride:
            first = int(self.at[0]) + start
            cells = np.ndarray((len(self.at),), kind, self.data, first, (self._stride,)).copy()
        else:
            # One element of this view starts at every byte of the data.
            cells = np.ndarray((len(self.data) - start - width + 1,), kind, self.data, start, (1,))
            cells = cells[self.at]
        columns: ByteArray = cells.view(np.uint8).reshape(-1, width)
        return columns

    def side_by_side(self, width: int) -> Places:
        """Return copies of the bytes at each place, without what lies between them.

        Several columns of scattered records are taken faster from such copies: each record is
        fetched from memory once.
        """
        if self._stride or width > MOST_COPIED:
            return self
        rows = self.columns(0, width)
        return Places(rows.reshape(-1), np.arange(len(rows), dtype=np.int64) * width)

    def are_alike(self, chosen: BoolArray) -> bool:
        """Tell whether the chosen of the following bytes are known to be alike at all places.

        False where the places are scattered: then that would cost more than it can save.
        """
        rows, width = len(self.at) - 1, len(chosen)
        if rows < _TILE or not self._stride:
            return False
        first, stride = int(self.at[0]), self._stride
        last = self.data[first + rows * stride :][:width]
        if not (last == self.data[first:][:width])[chosen].all():
            return False
        # Each record against the next, many in a row so that the loops over memory are long.
        tiles = (rows - 1) // _TILE * _TILE
        bytes_ = tiles * stride
        here = self.data[first : first + bytes_]
        same = here == self.data[first + stride : first + stride + bytes_]
        columns = same.reshape(-1, _TILE * stride).all(axis=0).reshape(_TILE, stride).all(axis=0)
        rest = self.at[tiles:, None] + np.flatnonzero(chosen)
        return bool(columns[:width][chosen].all() and (self.data[rest] == self.data[rest[0]]).all())

    def words(self, start: int, dtype: str) -> NDArray[Any]:
        """Return shape (n,): the little-endian number that begins ``start`` bytes further on."""
        return self.columns(start, np.dtype(dtype).itemsize).view(dtype).reshape(-1)


def _common_distance(at: IntArray) -> int:
    """Return the distance from place to place, or 0 where it differs.

    Copying with a stride is several times faster than gathering.
    """
    if len(at) < 2:
        return 1
    distance = int(at[1]) - int(at[0])
    if distance <= 0 or int(at[-1]) - int(at[0]) != distance * (len(at) - 1):
        return 0
    return distance if bool((at[1:] - at[:-1] == distance).all()) else 0
