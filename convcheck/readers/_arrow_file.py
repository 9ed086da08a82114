"""Parquet and Arrow files behind one face: a schema, and batches of the wanted columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from convcheck.errors import SourceUnreadable
from convcheck.readers._bytes import open_source
from convcheck.readers._compressed import GROWTH_FREE_BYTES, MOST_GROWTH

if TYPE_CHECKING:
    from convcheck.model import Source

PARQUET = b"PAR1"
ARROW = b"ARROW1"
STREAM = b"\xff\xff\xff\xff"
"""Arrow's stream form begins with a mark before the length of its schema."""
BATCH_ROWS = 1 << 18
"""Rows decoded at once."""


class ArrowFile(Protocol):
    """An open file."""

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows with these columns only."""


@contextmanager
def opened(source: Source, file: str) -> Iterator[ArrowFile]:
    """Open one file of a source, or its content.

    Raises SourceNotFound, and SourceUnreadable for what is damaged or of another format, also
    where that shows only while batches are drawn.
    """
    try:
        if source.content is not None:
            yield _file(pa.BufferReader(pa.py_buffer(source.content)), source.content[:6])
            return
        with open_source(file) as stream:
            head = stream.read(len(ARROW))
            stream.seek(0)
            yield _file(pa.PythonFile(stream, mode="r"), head)
    except (pa.ArrowException, OSError, EOFError, MemoryError, UnicodeError) as error:
        reason = (str(error).splitlines() or ["too large"])[0]
        raise SourceUnreadable(f"cannot read {file or 'the input'}: {reason}", path=file) from error


def _file(stream: Any, head: bytes) -> ArrowFile:
    if head.startswith(PARQUET):
        return _Parquet.of(stream)
    if head.startswith(ARROW):
        return _Feather.of(stream)
    if head.startswith(STREAM):
        return _Stream.of(stream)
    raise pa.ArrowInvalid("it is neither Parquet nor Arrow")


@dataclass(frozen=True, slots=True)
class _Parquet:
    schema: pa.Schema
    _file: Any
    _size: int

    @classmethod
    def of(cls, stream: Any) -> _Parquet:
        import pyarrow.parquet

        file = pyarrow.parquet.ParquetFile(stream)
        return cls(file.schema_arrow, file, stream.size())

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        decoded, most = 0, max(GROWTH_FREE_BYTES, MOST_GROWTH * self._size)
        for batch in self._file.iter_batches(BATCH_ROWS, columns=list(names)):
            decoded += batch.nbytes
            if decoded > most:  # a billion rows of one value take no room in the file
                raise pa.ArrowInvalid("it grows suspiciously when decompressed")
            yield batch


@dataclass(frozen=True, slots=True)
class _Feather:
    schema: pa.Schema
    _stream: Any

    @classmethod
    def of(cls, stream: Any) -> _Feather:
        return cls(pa.ipc.open_file(stream).schema, stream)

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        places = [self.schema.get_all_field_indices(name)[0] for name in names]
        self._stream.seek(0)
        options = pa.ipc.IpcReadOptions(included_fields=places)
        file = pa.ipc.open_file(self._stream, options=options)
        for place in range(file.num_record_batches):
            yield _proven(file.get_batch(place))


@dataclass(frozen=True, slots=True)
class _Stream:
    schema: pa.Schema
    _stream: Any

    @classmethod
    def of(cls, stream: Any) -> _Stream:
        return cls(pa.ipc.open_stream(stream).schema, stream)

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        places = [self.schema.get_all_field_indices(name)[0] for name in names]
        self._stream.seek(0)
        options = pa.ipc.IpcReadOptions(included_fields=places)
        for batch in pa.ipc.open_stream(self._stream, options=options):
            yield _proven(batch)


def _proven(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose offsets and indices stay within it.

    Arrow's formats are memory as it is: without this, damage would end the process.
    """
    batch.validate(full=True)
    return batch
