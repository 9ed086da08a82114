"""Whole lines of the files of a source, in blocks of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, BinaryIO

from convcheck.errors import SourceUnreadable
from convcheck.readers._bytes import open_source

if TYPE_CHECKING:
    from convcheck.model import Source

BLOCK_BYTES = 2 << 20
"""Read at once; large enough that numpy's overhead a block vanishes, small enough for caches."""

FIRST_BYTES = 128 << 10
"""The first block of a file is smaller: its lines tell how to read the others."""

GROWTH = 2
"""How many times larger blocks of long lines may be than asked for."""

SPARE_BYTES = 8 << 10
"""Room behind a block, so that a few bytes from any place of it on can be looked at."""

MAX_LINE_BYTES = 256 << 20
"""A longer line is an error: it would have to be held in memory as a whole."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines of one file."""

    file: str
    """Which file; empty for content held in memory."""
    data: bytes
    """The lines with their ends; only the last line of the file may lack one."""
    first: bool
    """The file begins here."""
    last: bool
    """The file ends here."""


@dataclass(frozen=True, slots=True)
class LentBlock:
    """Some whole lines of one file, in memory that the next block overwrites."""

    file: str
    """As of any block, like ``first`` and ``last``."""
    buffer: bytearray
    """The lines from its beginning, a line end where the last lacks one, and spare bytes."""
    size: int
    """How many bytes the lines take, without an end that was put there."""
    first: bool
    last: bool

    @property
    def data(self) -> bytes:
        """A copy of the lines."""
        return bytes(memoryview(self.buffer)[: self.size])


def blocks(source: Source, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Yield the lines of all files of a source, in blocks of about ``size`` bytes.

    Raises SourceNotFound or SourceUnreadable.
    """
    for lent in lent_blocks(source, size):
        yield Block(lent.file, lent.data, lent.first, lent.last)


def lent_blocks(source: Source, size: int = BLOCK_BYTES, lines: int = 0) -> Iterator[LentBlock]:
    """Yield the same in one buffer, which is several times faster to fill than fresh memory.

    Where lines are long, blocks grow to hold about so many ``lines``.
    """
    if source.content is not None:
        yield from _lent_blocks(BytesIO(source.content), "", size, lines)
    for file in source.files:
        with open_source(file) as stream:
            try:
                yield from _lent_blocks(stream, file, size, lines)
            except (OSError, EOFError) as error:
                raise SourceUnreadable(f"cannot read {file}: {error}", path=file) from error


def _lent_blocks(stream: BinaryIO, file: str, size: int, lines: int) -> Iterator[LentBlock]:
    """Cut one stream after line ends; a cut never divides a line."""
    buffered = BufferedReader(stream)  # type: ignore[type-var]  # any readable stream will do
    mark = buffered.peek(len(BYTE_ORDER_MARK))[: len(BYTE_ORDER_MARK)]
    buffered.read(len(mark) if mark == BYTE_ORDER_MARK else 0)
    buffer, filled, wanted = bytearray(), 0, min(size, FIRST_BYTES)
    first = True
    while True:
        if len(buffer) < filled + wanted + SPARE_BYTES:
            room = wanted // 8  # for the beginnings of lines before later blocks
            larger = bytearray(filled + wanted + room + SPARE_BYTES)
            larger[:filled] = memoryview(buffer)[:filled]
            buffer = larger
        filled += buffered.readinto(memoryview(buffer)[filled : filled + wanted])
        last = not buffered.peek(1)
        end = filled if last else buffer.rfind(b"\n", 0, filled) + 1
        if last:
            buffer[filled] = ord("\n")
        if end:
            yield LentBlock(file, buffer, end, first, last)
        elif filled >= MAX_LINE_BYTES:
            raise SourceUnreadable(
                f"a line is longer than {MAX_LINE_BYTES >> 20} MiB",
                "this seems to be no log of a training run",
                path=file,
            )
        if last:
            return
        if first and end:
            average = end // buffer.count(b"\n", 0, end)
            size = min(max(size, lines * average), GROWTH * size)
        if end:
            buffer[: filled - end] = buffer[end:filled]
            first, filled, wanted = False, filled - end, size
        else:
            wanted = min(filled, MAX_LINE_BYTES - filled)
