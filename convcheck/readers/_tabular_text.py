"""Bytes of a table as blocks of whole lines: byte order marks, NUL bytes, odd line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from convcheck.readers._tabular_printed import unadorned

if TYPE_CHECKING:
    from io import RawIOBase

BLOCK_BYTES = 8 << 20
"""What is held of a file at a time: large enough for pyarrow to be at its best (from 1 MiB on,
measured), small beside the columns of a log that is large."""

FIRST_BYTES = 1 << 17
"""The buffer's size for a small file, and for the head by which formats are recognised, with room
to spare: to clear eight megabytes takes longer than to parse either."""

LONGEST_LINE = 4 * BLOCK_BYTES
"""A line longer than this is cut, so that a file without line ends cannot fill the memory."""

QUOTED_LINES = 50
"""A quoted cell may run over so many lines; beyond that the quote is taken for a stray one."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines, or the line without an end that a file stops in.

    The bytes are lent: the next block overwrites them.
    """

    buffer: bytearray
    """Holds the bytes, and others."""
    start: int
    """Where they begin."""
    end: int
    """Where they end."""
    cut: bool = False
    """The file stops in the middle of this line, or leaves out its last line end."""

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, byte: bytes) -> bool:
        """Return whether a byte occurs."""
        return self.buffer.find(byte, self.start, self.end) >= 0

    def view(self) -> memoryview:
        """Return the bytes without a copy."""
        return memoryview(self.buffer)[self.start : self.end]

    def text(self) -> str:
        """Return the decoded text."""
        return decoded(bytes(self.view()))

    def after(self, count: int) -> Block:
        """Return the block without its first ``count`` lines that are not blank."""
        start = self.start
        for line in re.finditer(rb"[^\r\n]+[\r\n]*", self.view()):
            if count == 0:
                break
            start = self.start + line.end()
            count -= bool(unadorned(decoded(line[0])).strip())
        return replace(self, start=start)


def blocks(stream: BinaryIO, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Yield the stream in blocks of whole lines; only the last may be cut."""
    source = cast("RawIOBase", stream)  # what BinaryIO is in truth; its type lacks ``readinto``
    head = stream.read(len(codecs.BOM_UTF8)).removeprefix(codecs.BOM_UTF8)
    buffer = bytearray(
        max(16, min(size, FIRST_BYTES))
    )  # one buffer for all: fresh ones double the time
    filled = len(head)
    buffer[:filled] = head
    while count := source.readinto(memoryview(buffer)[filled:]):
        filled += count
        if filled == len(buffer) < size:
            buffer = buffer + bytearray(size - filled)
            continue
        end = _end_of_lines(buffer, filled)
        if end == 0 and filled >= LONGEST_LINE:
            end = filled
        if end:
            yield Block(buffer, 0, end)
            buffer[: filled - end] = buffer[end:filled]
            filled -= end
        elif filled == len(buffer):
            buffer = buffer + bytearray(len(buffer))
    end = _end_of_lines(buffer, filled)
    if end:
        yield Block(buffer, 0, end)
    if end < filled:
        yield Block(buffer, end, filled, cut=True)


def decoded(content: bytes) -> str:
    """Return text without NUL bytes: UTF-8, or Latin-1 where it is not."""
    if b"\0" in content:
        content = content.replace(b"\0", b"")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def lines(text: str) -> Iterator[str]:
    """Yield the lines that are not blank; each run of CR and LF ends one."""
    text = unadorned(text)
    if "\r" in text:
        text = text.replace("\r", "\n")
    found = text.split("\n")
    if '"' in text:
        found = _with_quoted_ends(found)
    return (line for line in found if line and not line.isspace())


def _end_of_lines(buffer: bytearray, filled: int) -> int:
    """Return where the last whole line ends; LF decides, or CR where there is no LF."""
    return (buffer.rfind(b"\n", 0, filled) + 1) or (buffer.rfind(b"\r", 0, filled) + 1)


def _with_quoted_ends(found: list[str]) -> list[str]:
    """Join lines that a quoted cell spans."""
    whole: list[str] = []
    at = 0
    while at < len(found):
        end = at + 1
        if _opens_quote(found[at]):
            following = range(at + 1, min(at + QUOTED_LINES, len(found)))
            closing = (later for later in following if found[later].count('"') % 2)
            end = next(closing, at) + 1
        whole.append("\n".join(found[at:end]))
        at = end
    return whole


def _opens_quote(line: str) -> bool:
    """Return whether a line begins a quoted cell that it does not end."""
    return line.count('"') % 2 == 1 and re.search(r'(?:^|[,;\t|])"', line) is not None
