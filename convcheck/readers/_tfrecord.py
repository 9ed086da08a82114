"""Framing of event files: where each record begins, without looking into it.

A record is ``uint64 length | uint32 checksum of length | data | uint32 checksum of data``. The end
of a file tells one of three things (`Ending`): complete; cut off, which is how a live file looks;
or damaged, where a length's checksum is wrong and nothing behind it can be found. A wrong checksum
of data is no matter of framing: that record alone is skipped by who reads it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from convcheck.readers._byte_columns import words_at
from convcheck.readers._crc32c_columns import length_checksums, unmask
from convcheck.readers._tfrecord_walk import walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    IntArray = NDArray[np.int64]

WINDOW_BYTES = 1 << 24
"""Bytes held at once. No scalar's record comes near it: longer ones are passed over unread."""
HEADER_BYTES = 12
FOOTER_BYTES = 4


class Ending(Enum):
    """What follows the last whole record of a file."""

    COMPLETE = "complete"
    """Nothing: the file ends with a record."""
    CUT = "cut"
    """Part of a record: the file is still written, or its writer died."""
    DAMAGED = "damaged"
    """A length with a wrong checksum: no later record can be found."""


@dataclass(frozen=True, slots=True)
class Window:
    """Whole records that lie in memory together."""

    data: ByteArray
    """The bytes; valid until the next window is asked for."""
    at: IntArray
    """Shape (n,), where each record's data begin in it."""
    length: IntArray
    """Shape (n,), how many bytes of data each has."""
    first: int
    """Number of the first record in the file, from 0."""


class RecordFile:
    """The records of one file, window by window."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.ending = Ending.COMPLETE
        self.records = 0
        """Records found so far, those too long to hold in memory included."""

    def windows(self) -> Iterator[Window]:
        """Yield the file's records in order; afterwards ``ending`` tells how it ended."""
        buffer = np.empty(WINDOW_BYTES, np.uint8)
        filled, at_end = 0, False
        while not at_end:
            got = self._fill(buffer, filled)
            at_end = got < WINDOW_BYTES
            window, consumed = self._frame(buffer[:got])
            if len(window.at):
                yield window
            self.ending = _ending(buffer[consumed:got])
            if self.ending is Ending.DAMAGED:
                return
            if consumed == 0 and not at_end:
                if not self._pass_over(buffer):
                    self.ending = Ending.CUT
                    return
                consumed = got
                self.ending = Ending.COMPLETE
            filled = got - consumed
            buffer[:filled] = buffer[consumed:got].copy()

    def _fill(self, buffer: ByteArray, filled: int) -> int:
        """Read until the buffer is full or the file ends; return the bytes that are valid."""
        while filled < len(buffer):
            got = self._stream.readinto(memoryview(buffer)[filled:])  # type: ignore[attr-defined]
            if not got:
                break
            filled += got
        return filled

    def _frame(self, data: ByteArray) -> tuple[Window, int]:
        """Return the whole records at the beginning of the data, and where they end."""
        start = walk(data)
        length = words_at(data, start, "<u8").astype(np.int64)
        stored = words_at(data, start + 8, "<u4")
        wrong = np.flatnonzero(length_checksums(length) != unmask(stored))
        if len(wrong):
            start, length = start[: wrong[0]], length[: wrong[0]]
        window = Window(data, start + HEADER_BYTES, length, self.records)
        self.records += len(start)
        end = int(start[-1] + length[-1]) + HEADER_BYTES + FOOTER_BYTES if len(start) else 0
        return window, end

    def _pass_over(self, buffer: ByteArray) -> bool:
        """Read past a record longer than the buffer; false where the file ends within it."""
        (length,) = struct.unpack_from("<Q", buffer)
        left = length + HEADER_BYTES + FOOTER_BYTES - len(buffer)
        while left > 0:
            got = len(self._stream.read(min(left, WINDOW_BYTES)))
            if not got:
                return False
            left -= got
        self.records += 1
        return True


def _ending(rest: ByteArray) -> Ending:
    """Tell what the bytes after the last whole record are."""
    if not len(rest):
        return Ending.COMPLETE
    if len(rest) < HEADER_BYTES:
        return Ending.CUT
    length = rest[:8].view("<u8")
    stored = rest[8:HEADER_BYTES].view("<u4")
    if length[0] >> np.uint64(32) or length_checksums(length.astype(np.int64)) != unmask(stored):
        return Ending.DAMAGED
    return Ending.CUT
