"""Gathering the same few bytes of many records into one array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    IntArray = NDArray[np.int64]


def columns_at(data: ByteArray, at: IntArray, width: int) -> ByteArray:
    """Return shape (n, width): the bytes of ``data`` at each position.

    Every position must be followed by ``width`` bytes. Records of one length that lie side by
    side are copied with a stride, which is several times faster than gathering.
    """
    if not len(at):
        return np.empty((0, width), np.uint8)
    stride = (int(at[-1]) - int(at[0])) // max(len(at) - 1, 1)
    if len(at) == 1 or (stride > 0 and bool(np.all(np.diff(at) == stride))):
        cells = np.ndarray((len(at),), f"V{width}", data, int(at[0]), (max(stride, 1),)).copy()
    else:
        # One element of this view starts at every byte of the data.
        cells = np.ndarray((len(data) - width + 1,), f"V{width}", data, 0, (1,))[at]
    columns: ByteArray = cells.view(np.uint8).reshape(-1, width)
    return columns


def words_at(data: ByteArray, at: IntArray, dtype: str) -> NDArray[Any]:
    """Return shape (n,): the little-endian numbers at each position."""
    return columns_at(data, at, np.dtype(dtype).itemsize).view(dtype).reshape(-1)
