"""Whether the last line of a table lost digits: it has all its cells, but no end.

Some writers leave out the last line end, so that alone proves nothing. Where the last cell is
also shorter than nearly all above it in its column, the file stops in the middle of a number.
"""

from __future__ import annotations

from dataclasses import replace

from convcheck.readers._tabular_commas import is_number
from convcheck.readers._tabular_split import WHITESPACE
from convcheck.readers._tabular_text import Block, decoded

LOOKED_AT = 1 << 16
"""Bytes above the line that are looked at: a thousand rows and more, parsed in a millisecond."""
RARE = 0.02
"""Share of the cells above that may be as short: so seldom is a whole number taken for a cut one,
and only where the last line end is missing too, which no logger that was looked at leaves out."""
FEWEST_ROWS = 8
"""With fewer rows above, a short last number is no surprise."""


def without_cut_number(block: Block, above: bytes, delimiter: str) -> Block:
    """Return a line without its last number where that is cut, else as it is.

    ``above`` are the last bytes before the line.
    """
    if delimiter == WHITESPACE:
        return block
    before, found, last = decoded(bytes(block.view())).rpartition(delimiter)
    cells = _last_cells(decoded(above), delimiter, before.count(delimiter))
    as_short = sum(len(cell) <= len(last) for cell in cells)
    if not found or len(cells) < FEWEST_ROWS or as_short > RARE * len(cells):
        return block
    return replace(block, end=block.start + block.view().tobytes().rfind(delimiter.encode()) + 1)


def _last_cells(text: str, delimiter: str, others: int) -> list[str]:
    """Return the last cells of the lines that have as many others before them, numbers only."""
    rows = [line.rpartition(delimiter) for line in text.splitlines()]
    return [
        last for before, _, last in rows if before.count(delimiter) == others and is_number(last)
    ]
