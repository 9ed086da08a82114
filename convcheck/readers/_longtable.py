"""Long tables as text, line by line or, where they are clean CSV, by pyarrow."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from convcheck.errors import SourceUnreadable
from convcheck.model import Note
from convcheck.readers import _arrow_long, _cells
from convcheck.readers._bytes import open_source
from convcheck.readers._json_text import NotJson, loads
from convcheck.readers._lines import MAX_LINE_BYTES, blocks
from convcheck.readers._long_rows import LongRows

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.table import Column

Found = tuple[dict[str, "Column"], tuple[Note, ...]]
_NULLS = ["", "null"]
_LINE_ENDS = (b"\n", b"\r")


def columns(source: Source, names: Collection[str] | None) -> Found:
    """Return the series with these names, or all, and what reading had to do.

    Raises SourceNotFound or SourceUnreadable.
    """
    first = next(iter(blocks(source)), None)
    if first is None:
        raise SourceUnreadable("the table is empty", path=source.path)
    if first.data.lstrip().startswith(b"{"):
        return _gathered(_objects(source), names, source)
    fast = _clean_csv(source, names)
    if fast is not None:
        return fast
    lines = _Lines(_opened(source))
    found, notes = _gathered(_cells_of_rows(lines), names, source)
    if lines.cut:
        message = "the last line is cut: it was left out, as digits of its value may be missing"
        notes = (*notes, Note("truncated-log", message, 1, source.path))
    return found, notes


def _clean_csv(source: Source, names: Collection[str] | None) -> Found | None:
    """Return the series of a table without oddities; None where there is any.

    A last line without an end is one: its value may have lost digits.
    """
    import pyarrow as pa
    import pyarrow.csv

    kinds = {
        _arrow_long.SERIES: pa.dictionary(pa.int32(), pa.string()),
        **dict.fromkeys((_arrow_long.STEP, _arrow_long.TIME, _arrow_long.VALUE), pa.float64()),
    }
    stream = _Ended(_opened(source))
    try:
        batches = pyarrow.csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=kinds, null_values=_NULLS, strings_can_be_null=False
            ),
        )
        if not _arrow_long.is_long(batches.schema):
            return None
        found = _arrow_long.columns(batches, names)
        return (found, ()) if stream.last in _LINE_ENDS else None
    except (pa.ArrowException, OSError, EOFError, UnicodeError):
        return None
    finally:
        stream.close()


def _opened(source: Source) -> Any:
    return (
        io.BytesIO(source.content) if source.content is not None else open_source(source.files[0])
    )


class _Ended(io.RawIOBase):
    """A stream that remembers its last byte."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.last = b""

    def readable(self) -> bool:
        """Tell that this is a stream to read from."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Read some bytes."""
        piece: bytes = self._stream.read(size)
        self.last = piece[-1:] or self.last
        return piece

    def close(self) -> None:
        """Close the stream underneath too."""
        self._stream.close()
        super().close()


class _Lines:
    """The lines of a text without NUL; one that is cut at the end is left out."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.cut = False
        """Whether the last line had no end."""

    def __iter__(self) -> Iterator[str]:
        with io.TextIOWrapper(self._stream, "utf-8-sig", "replace", newline="") as text:
            for line in text:
                self.cut = not line.endswith(("\n", "\r"))
                if not self.cut:
                    yield line.replace("\0", "")


def _cells_of_rows(lines: _Lines) -> Iterator[dict[str, Any] | None]:
    """Yield the rows of a CSV with oddities, None for one that has not as many cells."""
    csv.field_size_limit(MAX_LINE_BYTES)
    rows = csv.reader(lines)
    try:
        header = next(rows, [])
        for row in rows:
            yield dict(zip(header, row, strict=True)) if len(row) == len(header) else None
    except (csv.Error, OSError, EOFError):
        yield None


def _objects(source: Source) -> Iterator[dict[str, Any] | None]:
    """Yield the objects of JSON lines, None for a line that holds none."""
    for block in blocks(source):
        for line in block.data.splitlines():
            if line.strip():
                try:
                    value = loads(line.decode("utf-8", "replace"))
                except NotJson:
                    value = None
                yield value if isinstance(value, dict) else None


def _gathered(
    found: Iterator[dict[str, Any] | None], names: Collection[str] | None, source: Source
) -> Found:
    """Return the series of rows that come one by one."""
    rows, foreign = LongRows(), 0
    for row in found:
        cells = None if row is None else _numbers(row)
        if row is None or cells is None:
            foreign += 1
        elif cells[2] is not None and (names is None or row[_arrow_long.SERIES] in names):
            step, time, value = (math.nan if cell is None else cell for cell in cells)
            rows.add(row[_arrow_long.SERIES], step, time, value)
    message = "rows that are no series, step and value were skipped"
    notes = (Note("foreign-lines", message, foreign, source.path),) if foreign else ()
    return rows.columns(), (*notes, *rows.notes())


def _numbers(row: dict[str, Any]) -> list[float | None] | None:
    """Return step, time and value of a row; None where it is no row of the table."""
    if not isinstance(row.get(_arrow_long.SERIES), str):
        return None
    names = (_arrow_long.STEP, _arrow_long.TIME, _arrow_long.VALUE)
    try:
        return [_number(row.get(name)) for name in names]
    except ValueError:
        return None


def _number(cell: Any) -> float | None:
    """Return the number in a cell. Raises ValueError where it holds something else."""
    if cell is None or isinstance(cell, float):
        return cell
    if isinstance(cell, str):
        return _cells.parse(cell)
    raise ValueError(f"not a number: {cell!r}")
