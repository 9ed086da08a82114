"""The fast way through a table: clean blocks of lines, parsed by pyarrow.

It takes numbers, and nothing else: the first cell or row that is not plain makes it give the
block up, and the tolerant way reads that block instead. Its parser agrees with ``float`` bit for
bit (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray
    from convcheck.readers._tabular_layout import Layout
    from convcheck.readers._tabular_text import Block

MISSING = ("", "NA", "N/A", "n/a", "null", "NULL", "None", "none", "-")
"""The commonest of ``_cells.MISSING``. By default pyarrow would count NaN among them; a spelling
that is not listed here sends the block the tolerant way."""

Parts = list[tuple["FloatArray", "BoolArray | None"]]


def parse(block: Block, width: int, places: Sequence[int], layout: Layout) -> list[Parts] | None:
    """Return values and presence of the columns at ``places``, or None where a line is not plain.

    Each column comes in parts. Presence is None where every row of a part has a value; the
    values of rows without one mean nothing.
    """
    quotes = block.holds(b'"')
    if (layout.decimal_comma and layout.delimiter == ",") or layout.pointed or layout.by_split:
        return None
    if quotes and not _ends_lines_outside_quotes(block):
        return None
    wanted = [str(place) for place in places]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(block.view())),
            pyarrow.csv.ReadOptions(column_names=[str(place) for place in range(width)]),
            pyarrow.csv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char='"' if quotes else False,  # looking for quotes costs a third
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.float64()),
                include_columns=wanted,
                null_values=list(MISSING),
                decimal_point="," if layout.decimal_comma else ".",
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [[_part(chunk) for chunk in table.column(name).chunks] for name in wanted]


def _part(chunk: Any) -> tuple[FloatArray, BoolArray | None]:
    """Return the values and presence of one chunk, which share its memory."""
    value = np.frombuffer(_data(chunk), np.float64)[_extent(chunk)]
    return value, _presence(chunk) if chunk.null_count else None


def _ends_lines_outside_quotes(block: Block) -> bool:
    """Return whether no quoted cell runs over a line end; pyarrow would take strays for those."""
    content = np.frombuffer(block.view(), np.uint8)
    quotes = np.flatnonzero(content == ord('"'))
    ends = np.flatnonzero((content == ord("\n")) | (content == ord("\r")))
    return not (np.searchsorted(quotes, ends) % 2).any()


def _data(chunk: Any) -> Any:
    """Return the buffer of a chunk's values."""
    return chunk.buffers()[1]


def _extent(chunk: Any) -> slice:
    """Return the part of its buffers that a chunk covers."""
    return slice(chunk.offset, chunk.offset + len(chunk))


def _presence(chunk: Any) -> BoolArray:
    """Return where a chunk has values."""
    bits = np.frombuffer(chunk.buffers()[0], np.uint8)
    return np.unpackbits(bits, bitorder="little")[_extent(chunk)].astype(np.bool_)
