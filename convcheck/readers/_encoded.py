"""Text of two bytes a character, as PowerShell and Excel write it, read as UTF-8."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO, cast

LOOKED_AT_BYTES = 64
"""Bytes that tell the encoding where no mark does: a character of ASCII has a zero, a log's first
line is mostly ASCII, and nothing else has zeros in every second place only."""
LEAST_BYTES = 16
"""Fewer could be zero by chance, as in the first number of a binary log."""
LEAST_ASCII = 0.75
"""The share of ASCII among them at least: a name in another script may stand in the first line."""
FURTHER_BYTES = 512
"""Looked at where names in another script fill the first line: the numbers below are ASCII."""
LEAST_NUMBERS = 0.125
"""The share of ASCII among those, if all that they spell is text: letters that exist, and no
control characters but white space."""
CHUNK_BYTES = 1 << 16

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNMARKED = ("utf-16-le", "utf-16-be")


def as_utf8(stream: BinaryIO, head: bytes) -> BinaryIO:
    """Return the stream, or a decoding one around it where its first bytes are UTF-16."""
    encoding = _encoding(head)
    if encoding is None:
        return stream
    return cast("BinaryIO", io.BufferedReader(_Decoded(stream, encoding)))


def _encoding(head: bytes) -> str | None:
    """Return which UTF-16 it is; None for everything else."""
    if head.startswith(_MARKS):
        return "utf-16"
    looked_at = head[: min(LOOKED_AT_BYTES, len(head) // 2 * 2)]
    if len(looked_at) < LEAST_BYTES:
        return None
    even, odd = looked_at[::2], looked_at[1::2]
    if all(even) and odd.count(0) >= LEAST_ASCII * len(odd):
        return "utf-16-le"
    if all(odd) and even.count(0) >= LEAST_ASCII * len(even):
        return "utf-16-be"
    further = head[: min(FURTHER_BYTES, len(head) // 2 * 2)]
    return next((each for each in _UNMARKED if _is_text(further, each)), None)


def _is_text(data: bytes, encoding: str) -> bool:
    """Return whether bytes spell letters, numbers and white space alone; a last one may be cut."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    letters = all(character.isprintable() or character in "\t\r\n" for character in text)
    return letters and sum(map(str.isascii, text)) >= LEAST_NUMBERS * len(text)


class _Decoded(io.RawIOBase):
    """A stream of UTF-16, read as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        """Tell that this is a stream to read from."""
        return True

    def readinto(self, target: Any) -> int:
        """Decode some characters; a last one that is cut off becomes a replacement."""
        view = memoryview(target).cast("B")
        ended = False
        while not (self._ready or ended):
            chunk = self._stream.read(CHUNK_BYTES)
            ended = not chunk
            self._ready = self._decoder.decode(chunk, ended).encode("utf-8", "replace")
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        """Close the file underneath too."""
        self._stream.close()
        super().close()
