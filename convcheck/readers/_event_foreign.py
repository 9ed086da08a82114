"""Telling many records at once that hold no scalar: images, histograms, audio, graphs, tensors.

Only what is certain from the first fields counts as foreign; anything unusual is left for the
parser. Foreign records are never looked at beyond their tag, however long they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    BoolArray = NDArray[np.bool_]
    IntArray = NDArray[np.int64]

_WALL_TIME_KEY, _STEP_KEY, _SUMMARY_KEY = 0x09, 0x10, 0x2A
_VERSION_KEY, _GRAPH_KEY, _META_GRAPH_KEY, _RUN_METADATA_KEY = 0x1A, 0x22, 0x4A, 0x42
_OTHER_EVENTS = (_VERSION_KEY, _GRAPH_KEY, _META_GRAPH_KEY, _RUN_METADATA_KEY)
_VALUE_KEY, _TAG_KEY = 0x0A, 0x0A
_IMAGE_KEY, _HISTOGRAM_KEY, _AUDIO_KEY, _TENSOR_KEY = 0x22, 0x2A, 0x32, 0x42
_DTYPE_KEY, _SHAPE_KEY = 0x08, 0x12
_DIMENSION_KEY, _SIZE_KEY = 0x12, 0x08
_STRING_TYPE = 7


class _Cursor:
    """A position in each of n records; reading past a record's end gives zeros."""

    def __init__(self, data: ByteArray, at: IntArray, end: IntArray) -> None:
        self.data, self.at, self.end = data, at.copy(), end

    def byte(self) -> ByteArray:
        inside = np.minimum(self.at, len(self.data) - 1)
        return np.where(self.at < self.end, self.data[inside], 0).astype(np.uint8)

    def skip_key(self, key: int) -> BoolArray:
        """Move past a key where it stands; tell where it did."""
        found: BoolArray = self.byte() == key
        self.at += found
        return found

    def varint(self) -> IntArray:
        """Move past a varint and return it; longer ones than a length needs give nonsense."""
        value = np.zeros(len(self.at), np.int64)
        going = np.ones(len(self.at), bool)
        for digit in range(10):
            byte = self.byte().astype(np.int64)
            if digit < 5:
                value |= np.where(going, (byte & 127) << 7 * digit, 0)
            self.at += going
            going &= byte > 127
            if not going.any():
                break
        return value


def is_foreign(data: ByteArray, at: IntArray, length: IntArray) -> BoolArray:
    """Return shape (n,): true for the records that certainly hold no scalar."""
    cursor = _Cursor(data, at, at + length)
    usual = cursor.skip_key(_WALL_TIME_KEY)
    cursor.at += 8
    _skip_step(cursor)
    kind = cursor.byte()
    foreign: BoolArray = usual & np.isin(kind, _OTHER_EVENTS)
    single = usual & cursor.skip_key(_SUMMARY_KEY)
    # A summary of several values may hold a scalar behind a histogram.
    for key in (None, _VALUE_KEY):
        if key is not None:
            single &= cursor.skip_key(key)
        size = cursor.varint()
        single &= cursor.at + size == cursor.end
    single &= cursor.skip_key(_TAG_KEY)
    cursor.at += cursor.varint()
    content = cursor.byte()
    foreign |= single & np.isin(content, (_IMAGE_KEY, _HISTOGRAM_KEY, _AUDIO_KEY))
    foreign |= single & (content == _TENSOR_KEY) & _is_foreign_tensor(cursor)
    return foreign


def _skip_step(cursor: _Cursor) -> None:
    before = cursor.at.copy()
    present = cursor.skip_key(_STEP_KEY)
    cursor.varint()
    cursor.at[~present] = before[~present]


def _is_foreign_tensor(cursor: _Cursor) -> BoolArray:
    """Tell strings, and tensors whose first dimension is not one, by type and shape."""
    cursor.at += 1
    cursor.varint()
    typed = cursor.skip_key(_DTYPE_KEY)
    is_string = cursor.varint() == _STRING_TYPE
    shaped = typed & cursor.skip_key(_SHAPE_KEY) & (cursor.varint() > 0)
    shaped &= cursor.skip_key(_DIMENSION_KEY) & (cursor.varint() > 0)
    shaped &= cursor.skip_key(_SIZE_KEY)
    foreign: BoolArray = typed & is_string | shaped & (cursor.varint() != 1)
    return foreign
