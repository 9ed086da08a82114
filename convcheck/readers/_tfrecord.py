"""Framing of event files: where each record begins, without looking into it.

A record is ``uint64 length | uint32 checksum of length | data | uint32 checksum of data``. The end
of a file tells one of three things (`Ending`): complete; cut off, which is how a live file looks;
or damaged, where a length's checksum is wrong and nothing behind it can be found. A wrong checksum
of data is no matter of framing: that record alone is skipped by who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from convcheck.readers._byte_columns import Places
from convcheck.readers._crc32c_columns import length_checksums, unmask
from convcheck.readers._tfrecord_walk import walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    IntArray = NDArray[np.int64]

WINDOW_BYTES = 1 << 22
"""Bytes held at once: so many lie in a processor's cache while their columns are taken."""
MOST_RECORD_BYTES = 1 << 26
"""Longer records are passed over unread: no summary with a scalar comes near it."""
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
            at_end = got < len(buffer)
            window, consumed = self._frame(buffer[:got])
            if len(window.at):
                yield window
            rest = buffer[consumed:got].copy()
            self.ending = _ending(rest)
            if self.ending is Ending.DAMAGED:
                return
            if not consumed and not at_end:
                rest, buffer = self._make_room(rest)
                at_end = self.ending is not Ending.COMPLETE and not len(rest)
            filled = len(rest)
            buffer[:filled] = rest

    def _fill(self, buffer: ByteArray, filled: int) -> int:
        """Read until the buffer is full or the file ends; return the bytes that are valid."""
        while filled < len(buffer):
            got = self._stream.readinto(buffer.data[filled:])  # type: ignore[attr-defined]
            if not got:
                break
            filled += got
        return filled

    def _frame(self, data: ByteArray) -> tuple[Window, int]:
        """Return the whole records at the beginning of the data, and where they end."""
        start = walk(data)
        headers = Places(data, start).side_by_side(HEADER_BYTES)
        length = headers.words(0, "<i8")
        wrong = np.flatnonzero(length_checksums(length) != unmask(headers.words(8, "<u4")))
        if len(wrong):
            start, length = start[: wrong[0]], length[: wrong[0]]
        window = Window(data, start + HEADER_BYTES, length, self.records)
        self.records += len(start)
        end = int(start[-1] + length[-1]) + HEADER_BYTES + FOOTER_BYTES if len(start) else 0
        return window, end

    def _make_room(self, rest: ByteArray) -> tuple[ByteArray, ByteArray]:
        """Return what is held of a record longer than the buffer, and a buffer for all of it.

        A record beyond any reason is passed over; then nothing of it is held.
        """
        size = int(rest[:8].view("<u8")[0]) + HEADER_BYTES + FOOTER_BYTES
        if size <= MOST_RECORD_BYTES:
            return rest, np.empty(size, np.uint8)
        if self._pass_over(size - len(rest)):
            self.records += 1
            self.ending = Ending.COMPLETE
        return rest[:0], np.empty(WINDOW_BYTES, np.uint8)

    def _pass_over(self, left: int) -> bool:
        """Read past the rest of a record; false where the file ends within it."""
        while left > 0:
            got = len(self._stream.read(min(left, WINDOW_BYTES)) or b"")
            if not got:
                return False
            left -= got
        return True


def _ending(rest: ByteArray) -> Ending:
    """Tell what the bytes after the last whole record are."""
    if not len(rest):
        return Ending.COMPLETE
    if len(rest) < HEADER_BYTES:
        return Ending.CUT
    length, stored = rest[:8].view("<i8"), rest[8:HEADER_BYTES].view("<u4")
    intact = bool(length_checksums(length)[0] == unmask(stored)[0])
    return Ending.CUT if intact else Ending.DAMAGED
