"""The frame of W&B's local logs: records, whole or in parts, in blocks of 32 KiB.

The layout is that of LevelDB's log: each part is `crc32, length (2 bytes), kind, data`; what is
left of a block when no such head fits in is zero. Other than there the checksum is the plain CRC32
of kind and data. The file begins with a head of seven bytes, which counts to the first block.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

BLOCK_BYTES = 32_768
HEADER = b":W&B\xe1\xbe\0"
"""The magic, 0xBEE1, and version 0."""
HEADER_BYTES = len(HEADER)
PART_HEAD_BYTES = 7
MOST_RECORD_BYTES = 64 << 20
"""Longer records are skipped; those of metrics have a few kilobytes."""
MOST_SEARCHED_BYTES = 1 << 30
"""Bytes checksummed in all in search of the next record after damage: about a second. After that
the rest of a damaged block is given up."""

FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
_KINDS = frozenset({FULL, FIRST, MIDDLE, LAST})
_KIND_AT = 6
"""Where the kind stands in a part."""
_KIND_BYTE = re.compile(b"[\1-\4]")
_SEARCH_COST = 1000
"""Bytes that could be checksummed in the time that looking at one place takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """A record or a piece of it, its checksum proven."""

    kind: int
    start: int
    """Where its data begin in the block."""
    end: int
    """Where they end."""


@dataclass(slots=True)
class Frames:
    """Draws records from a stream and counts what was lost."""

    stream: BinaryIO
    """Behind the file's head."""
    damaged: int = 0
    """Places where records were skipped."""
    truncated: bool = False
    """The last record is not complete, as in a log that is being written."""
    _begun: bytearray | None = None
    """The pieces of a record that is not complete yet."""
    _searched: int = 0

    def records(self) -> Iterator[bytes]:
        """Yield the data of each record that is whole."""
        size = BLOCK_BYTES - HEADER_BYTES
        while block := _read(self.stream, size):
            yield from self._records_in(block, is_last=len(block) < size)
            size = BLOCK_BYTES
        self.truncated |= self._begun is not None

    def _records_in(self, block: bytes, *, is_last: bool) -> Iterator[bytes]:
        at = 0
        while at + PART_HEAD_BYTES <= len(block):
            part = _part(block, at)
            if part is None and not any(memoryview(block)[at:]):
                return  # space that was set aside
            if part is None:
                found = self._next(block, at)
                self._lose(cut=is_last and found is None and _is_cut(block, at))
                if found is None:
                    return
                at = found
                continue
            record = self._joined(part, block[part.start : part.end])
            if record is not None:
                yield record
            at = part.end
        self.truncated |= is_last and at < len(block)

    def _joined(self, part: Part, data: bytes) -> bytes | None:
        """Return the record that a part completes, if it does."""
        if part.kind in (FULL, FIRST):
            if self._begun is not None:
                self._lose()  # the end of the one before is missing
            if part.kind == FULL:
                return data
            self._begun = bytearray()
        if self._begun is None:
            return None  # its beginning was lost, and counted there
        self._begun += data
        if len(self._begun) > MOST_RECORD_BYTES:
            self._lose()
            return None
        if part.kind != LAST:
            return None
        record, self._begun = bytes(self._begun), None
        return record

    def _lose(self, *, cut: bool = False) -> None:
        """Count a damaged place and drop the record that it interrupts."""
        self._begun = None
        self.truncated |= cut
        self.damaged += not cut

    def _next(self, block: bytes, at: int) -> int | None:
        """Return where the next part begins that is whole; its length may be what is damaged."""
        stated = at + PART_HEAD_BYTES + int.from_bytes(block[at + 4 : at + 6], "little")
        if _part(block, stated) is not None:
            return stated
        for kind in _KIND_BYTE.finditer(block, at + PART_HEAD_BYTES):
            start = kind.start() - _KIND_AT
            self._searched += int.from_bytes(block[start + 4 : start + 6], "little") + _SEARCH_COST
            if self._searched > MOST_SEARCHED_BYTES:
                return None
            if _part(block, start) is not None:
                return start
        return None


def _read(stream: BinaryIO, size: int) -> bytes:
    """Return this many bytes, or fewer at the end only; streams may give less at once."""
    block = bytearray()
    while len(block) < size and (piece := stream.read(size - len(block))):
        block += piece
    return bytes(block)


def _part(block: bytes, at: int) -> Part | None:
    """Return the part at a place, or None where there is none that is whole."""
    start = at + PART_HEAD_BYTES
    end = start + int.from_bytes(block[at + 4 : at + 6], "little")
    if start > len(block) or end > len(block) or block[at + 6] not in _KINDS:
        return None
    # Kind and data lie side by side, so that one pass checks both.
    checksum = zlib.crc32(memoryview(block)[at + PART_HEAD_BYTES - 1 : end])
    whole = checksum == int.from_bytes(block[at : at + 4], "little")
    return Part(block[at + 6], start, end) if whole else None


def _is_cut(block: bytes, at: int) -> bool:
    """Return whether the part at a place reaches beyond the end of the file."""
    head = block[at : at + PART_HEAD_BYTES]
    return at + PART_HEAD_BYTES + int.from_bytes(head[4:6], "little") > len(block)
