"""Whole lines of the files of a source, in blocks of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from convcheck.errors import SourceNotFound, SourceUnreadable

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
        try:
            with open(file, "rb") as stream:
                yield from _blocks_of(stream, file, size)
        except FileNotFoundError as error:
            raise SourceNotFound(f"no such file: {file}", path=file) from error
        except (OSError, ValueError) as error:
            raise SourceUnreadable(f"cannot read {file}: {error}", path=file) from error


def _blocks_of(stream: BinaryIO, file: str, size: int) -> Iterator[Block]:
    """Cut one stream after line ends; a cut never divides a line."""
    rest, first = b"", True
    chunk = stream.read(min(size, FIRST_BYTES)).removeprefix(BYTE_ORDER_MARK)
    while chunk:
        following = stream.read(size)
        end = chunk.rfind(b"\n") + 1 if following else len(chunk)
        if end:
            yield Block(file, rest + chunk[:end], first, last=not following)
            rest, first = chunk[end:], False
        else:
            rest += chunk
        if len(rest) > MAX_LINE_BYTES:
            raise SourceUnreadable(
                f"a line is longer than {MAX_LINE_BYTES >> 20} MiB",
                "this seems to be no log of a training run",
                path=file,
            )
        chunk = following
