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

BLOCK_BYTES = 4 << 20
"""Read at once; large enough that numpy's overhead a block vanishes."""

FIRST_BYTES = 256 << 10
"""The first block of a file is smaller: its lines tell how to read the others."""

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


def blocks(source: Source, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Yield the lines of all files of a source, in blocks of about ``size`` bytes.

    Raises SourceNotFound or SourceUnreadable.
    """
    if source.content is not None:
        yield from _blocks_of(BytesIO(source.content), "", size)
    for file in source.files:
        with open_source(file) as stream:
            try:
                yield from _blocks_of(stream, file, size)
            except (OSError, EOFError) as error:
                raise SourceUnreadable(f"cannot read {file}: {error}", path=file) from error


def _blocks_of(stream: BinaryIO, file: str, size: int) -> Iterator[Block]:
    """Cut one stream after line ends; a cut never divides a line."""
    buffered = BufferedReader(stream)  # type: ignore[type-var]  # any readable stream will do
    first, data = True, buffered.read(min(size, FIRST_BYTES)).removeprefix(BYTE_ORDER_MARK)
    while data:
        if not data.endswith(b"\n"):
            end_of_line = buffered.readline(MAX_LINE_BYTES)
            if len(end_of_line) == MAX_LINE_BYTES:
                raise SourceUnreadable(
                    f"a line is longer than {MAX_LINE_BYTES >> 20} MiB",
                    "this seems to be no log of a training run",
                    path=file,
                )
            data += end_of_line
        yield Block(file, data, first, last=not buffered.peek(1))
        first, data = False, buffered.read(size)
