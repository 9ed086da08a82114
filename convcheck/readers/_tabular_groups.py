"""Marks between groups of three digits in a table: ``1.234,5``, ``12 345``, and who proves them.

The rule. A point parts thousands in a table with decimal commas, of which no column has a point
elsewhere; a column of ``1.234`` alone proves nothing there, unless it counts steps, or has numbers
below a thousand, or another number of the table has both marks. In a table without decimal commas
it does so in a counter that rises by that reading only. Everywhere else a point is a decimal one.

A blank parts thousands where nobody can take the groups for several numbers: one of them begins
with a nought, or there are three, or a fraction follows, or the column has numbers below a
thousand. A narrow blank, one that keeps words together, and an apostrophe part nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from convcheck.readers import _cells
from convcheck.readers._text_pairs import is_counter, is_fine

_NARROW = "\u00a0\u2007\u2009\u202f'\u2019"
"""Blanks that keep words together, narrow ones, and the apostrophes of Switzerland."""
_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_SURE_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
_DECIMAL_POINT = re.compile(r"[+-]?\d+\.\d*(?:[eE][+-]?\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_BLANKS = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:([ {_NARROW}])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d*)?")
_SURE_BLANKS = re.compile(rf"\S*(?:[{_NARROW}].*| 0.*| .* .*| .*[.,]\d.*)")
"""Which of those can be no list of numbers."""
_NARROW_IN_GROUPS = re.compile(r"(?<=\d)[\u2007\u2009\u202f](?=\d{3}(?!\d))")
_GROUP_AFTER_BLANK = re.compile(rf"\d[ {_NARROW}]\d{{3}}(?!\d)")
_SEVERAL = re.compile(rf"[+-]?\d[\d.,]*(?:[ {_NARROW}]+[+-]?\d[\d.,]*)+")


def without_points(cell: str) -> str:
    """Return a cell without points between its thousands: ``1234,5`` of ``1.234,5``."""
    bare = cell.strip().strip('"')
    return bare.replace(".", "") if "." in cell and _POINTS.fullmatch(bare) else cell


def without_blanks(cell: str) -> str:
    """Return a cell without blanks between its thousands: ``1234,5`` of ``1 234,5``."""
    bare = cell.strip().strip('"')
    grouped = _BLANKS.fullmatch(bare)
    return bare.replace(grouped[1], "") if grouped else cell


def with_groups_joined(line: str) -> str:
    """Return a line without narrow blanks before three digits, where blanks part columns."""
    return _NARROW_IN_GROUPS.sub("", line)


def may_have_blanks(line: str) -> bool:
    """Return whether blanks may part thousands somewhere on a line."""
    return _GROUP_AFTER_BLANK.search(line) is not None


def all_without_blanks(
    cells: Sequence[str], delimiter: str, lists: Collection[int] = ()
) -> list[str]:
    """Return the cells of a row without blanks between thousands, but for columns of lists.

    Between commas, a plain blank parts what it likes.
    """
    return [
        cell if at in lists or (delimiter == "," and " " in cell.strip()) else without_blanks(cell)
        for at, cell in enumerate(cells)
    ]


def has_both_marks(cell: str) -> bool:
    """Return whether a cell is like ``1.234,5``."""
    return "," in cell and _SURE_POINTS.fullmatch(cell) is not None


def have_decimal_points(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether some point in a table with decimal commas is a decimal one, too."""
    columns = list(_columns(rows))
    proven = any(has_both_marks(cell) for column in columns for cell in column)
    return any(_has_decimal_points(column, proven) for column in columns)


def lists(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the places of the columns whose blanks may part several numbers."""
    return frozenset(at for at, column in enumerate(_columns(rows)) if _may_be_lists(column))


def counts_in_thousands(cells: Sequence[str]) -> bool:
    """Return whether the points of a counter part thousands, whatever the other columns hold."""
    pointed = [cell for cell in cells if "." in cell]
    if not pointed or not all(map(_POINTS.fullmatch, pointed)):
        return False
    if any(map(_SURE_POINTS.fullmatch, pointed)):
        return True
    numbers = [cell for cell in cells if _PLAIN.fullmatch(cell)]
    as_decimal = [float(cell) for cell in numbers]
    as_thousands = [float(cell.replace(".", "")) for cell in numbers]
    return _rises(as_thousands) and not _rises(as_decimal)


def _has_decimal_points(column: Sequence[str], proven: bool) -> bool:
    """Return whether a point of a column is a decimal one; ``proven`` are thousands elsewhere."""
    pointed = [cell for cell in column if _DECIMAL_POINT.fullmatch(cell)]
    if not pointed:
        return False
    if not all(map(_POINTS.fullmatch, pointed)):
        return True
    counts = any(is_counter(cell.strip('"').encode()) and is_fine(cell) for cell in column)
    below = any(cell.isdecimal() for cell in column)
    return not (proven or counts or below or any(map(_SURE_POINTS.fullmatch, column)))


def _may_be_lists(column: Sequence[str]) -> bool:
    """Return whether the blanks of a column are not proven to part thousands."""
    several = [cell for cell in column if _SEVERAL.fullmatch(cell)]
    if not several:
        return False
    if not all(map(_BLANKS.fullmatch, several)):
        return True
    return not (any(map(_SURE_BLANKS.fullmatch, several)) or any(map(_cells.is_number, column)))


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield the cells of each column without padding; rows may have different widths."""
    for at in range(max(map(len, rows), default=0)):
        yield [row[at].strip() for row in rows if at < len(row) and row[at].strip()]


def _rises(numbers: Sequence[float]) -> bool:
    return all(later > former for former, later in pairwise(numbers))
