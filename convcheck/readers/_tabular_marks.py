"""What the first lines of a table prove of the points and commas in all its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from convcheck.readers._tabular_commas import is_decimal, is_either
from convcheck.readers._tabular_groups import (
    counts_in_thousands,
    has_both_marks,
    have_decimal_points,
    without_blanks,
)
from convcheck.readers._tabular_split import WHITESPACE, splitter
from convcheck.readers._text_pairs import is_counter

LINES_SEEN = 100
"""More lines than this do not change the picture, they only take time."""


def has_decimal_commas(found: Sequence[str], delimiter: str) -> bool:
    """Return whether commas within cells can only be decimal commas.

    The lines seen first decide, or all of them where every comma there may group thousands.
    """
    if delimiter == WHITESPACE:
        return False
    split = splitter(delimiter)
    grouped = False
    for at, line in enumerate(found):
        if at >= LINES_SEEN and not grouped:
            return False
        if "," not in line or (delimiter == "," and '"' not in line):
            continue
        with_comma = (cell.strip() for cell in split(line) if cell.count(",") == 1)
        for cell in map(without_blanks, with_comma):
            if is_decimal(cell) or has_both_marks(cell):
                return not have_decimal_points([split(each) for each in found[:LINES_SEEN]])
            grouped = grouped or is_either(cell)
    return False


def counters_in_points(
    found: Sequence[str], delimiter: str, names: Sequence[str]
) -> tuple[str, ...]:
    """Return the counters whose points part thousands though no comma of the table is decimal."""
    counters = [at for at, name in enumerate(names) if is_counter(name.encode())]
    if not counters:
        return ()
    split = splitter(delimiter)
    rows = [row for line in found if len(row := split(line)) == len(names)]
    return tuple(
        names[at] for at in counters if counts_in_thousands([row[at].strip() for row in rows])
    )
