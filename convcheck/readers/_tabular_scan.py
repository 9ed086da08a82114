"""One file of a table from first to last block: each block the fast way, or else the tolerant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, BinaryIO

from convcheck.readers._columns import to_arrays
from convcheck.readers._tabular_cut import LOOKED_AT, without_cut_number
from convcheck.readers._tabular_growing import GrowingColumn
from convcheck.readers._tabular_layout import Layout
from convcheck.readers._tabular_rows import RowParser
from convcheck.readers._tabular_split import WHITESPACE
from convcheck.readers._tabular_text import Block, blocks

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray
    from convcheck.readers._tabular_tally import Tally

SMALL_BYTES = 1 << 20
"""Below this the rows are parsed before pyarrow would even be imported (70 ms, measured)."""

Parts = list[tuple["FloatArray", "BoolArray | None"]]


def scan(
    stream: BinaryIO,
    layout: Layout,
    wanted: Sequence[str],
    tally: Tally,
    fast: bool | None = None,
    decimal: Collection[str] = (),
) -> list[tuple[FloatArray, BoolArray | None]]:
    """Return values and presence of the wanted columns, one element a row; shapes (rows,).

    ``fast`` forces or forbids the fast way; by default it is taken from ``SMALL_BYTES`` on.
    ``decimal`` are columns with decimal commas.
    """
    parser = RowParser(layout, wanted, tally, decimal)
    columns = [GrowingColumn() for _ in wanted]
    preamble, above = layout.preamble, b""
    for whole in blocks(stream):
        block, preamble = whole.after(preamble), 0
        if block.cut and len(kept := without_cut_number(block, above, layout.delimiter)) < len(
            block
        ):
            block = kept
            tally.add("truncated-log")
        above = bytes(block.view()[-LOOKED_AT:])
        quick = len(block) >= SMALL_BYTES if fast is None else fast
        parsed = _fast(block, layout, parser) if quick and not block.cut else None
        if parsed is None:
            parsed = [[to_arrays(cells)] for cells in parser.parse(block)]
        for column, parts in zip(columns, parsed, strict=True):
            for part in parts:
                column.append(*part)
    return [column.result() for column in columns]


def _fast(block: Block, layout: Layout, parser: RowParser) -> list[Parts] | None:
    """Return a block parsed the fast way, or None where that cannot be done."""
    places = parser.places
    if layout.delimiter == WHITESPACE or not places or -1 in places:
        return None
    from convcheck.readers import _tabular_arrow

    return _tabular_arrow.parse(block, len(parser.names), places, layout)
