"""Reading compressed logs as if they were not, without trusting how large they grow."""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO, cast

from convcheck.errors import SourceUnreadable

GROWTH_FREE_BYTES = 1 << 28
"""Decompressed bytes below which no growth is suspicious: a few seconds of reading."""
MOST_GROWTH = 300
"""Decompressed bytes for each compressed one above that. Logs shrink 3 to 50 times; the bombs
that fit into a small file need a thousand (deflate's limit is 1,032)."""

_MAGICS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "lzma",
    b"\x28\xb5\x2f\xfd": "zstd",
}


def decompressed(stream: BinaryIO, head: bytes, path: str) -> BinaryIO:
    """Return the stream, or a decompressing one around it where its first bytes ask for that."""
    for magic, kind in _MAGICS.items():
        if head.startswith(magic):
            raw = _Decompressed(stream, kind, path)
            return cast("BinaryIO", io.BufferedReader(raw, io.DEFAULT_BUFFER_SIZE * 8))
    return stream


class _Decompressed(io.RawIOBase):
    """A stream that ends where the compressed data end, whole or cut off."""

    def __init__(self, stream: BinaryIO, kind: str, path: str) -> None:
        self._stream, self._path = stream, path
        self._decoder = _decoder(stream, kind, path)
        self._most = max(GROWTH_FREE_BYTES, MOST_GROWTH * _size(stream))
        self._done = 0

    def readable(self) -> bool:
        """Tell that this is a stream to read from."""
        return True

    def readinto(self, target: Any) -> int:
        """Decompress some bytes; raises SourceUnreadable where they are damaged or too many."""
        view = memoryview(target).cast("B")
        try:
            chunk = self._decoder.read1(len(view)) if len(view) else b""
        except EOFError:
            # A live or cut-off file: what came before was handed over already.
            return 0
        except Exception as error:
            # zlib, bz2, lzma and pyarrow each have exceptions of their own.
            raise SourceUnreadable(
                f"the compressed data of {self._path} are damaged: {error}", path=self._path
            ) from error
        self._done += len(chunk)
        if self._done > self._most:
            raise SourceUnreadable(
                f"{self._path} grows suspiciously when decompressed",
                "decompress it yourself if you trust it",
                self._path,
            )
        view[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Close the file underneath too."""
        self._stream.close()
        super().close()


def _size(stream: BinaryIO) -> int:
    """Return the bytes of a stream that stands at its beginning, and stays there."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def _decoder(stream: BinaryIO, kind: str, path: str) -> Any:
    """Return an object with ``read1``; imports only what is needed."""
    if kind == "gzip":
        import gzip

        return gzip.GzipFile(fileobj=stream)
    if kind == "bz2":
        import bz2

        return bz2.BZ2File(stream)
    if kind == "lzma":
        import lzma

        return lzma.LZMAFile(stream)
    import pyarrow as pa

    if not pa.Codec.is_available("zstd"):
        raise SourceUnreadable(
            f"{path} is compressed with zstd, which this pyarrow lacks", "decompress it first", path
        )
    return _ArrowDecoder(pa.CompressedInputStream(stream, "zstd"))


class _ArrowDecoder:
    """Give pyarrow's stream the method that the others have."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read1(self, size: int) -> bytes:
        return bytes(self._stream.read(size))
