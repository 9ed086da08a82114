"""The layout of a table, found from its first lines: delimiter, names, where the data begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise

from convcheck.readers import _cells
from convcheck.readers._tabular_by_split import BySplit
from convcheck.readers._tabular_commas import is_number, parse
from convcheck.readers._tabular_groups import all_without_blanks, lists, may_have_blanks
from convcheck.readers._tabular_header import (
    fitted,
    header_cells,
    header_line,
    is_comment,
    is_rule,
    under_another,
)
from convcheck.readers._tabular_marks import LINES_SEEN, counters_in_points, has_decimal_commas
from convcheck.readers._tabular_shares import numeric_share, tells_time_taken
from convcheck.readers._tabular_split import WHITESPACE, splitter
from convcheck.readers._tabular_text import blocks, lines

DELIMITERS = ("\t", ",", ";", "|", WHITESPACE)
"""In the order in which they are preferred where two fit a file equally well."""

STEADY = 0.6
"""Share of the lines from the first row on that must have the table's number of cells; logs of
crashed and resumed runs hold strangers, prose has no steady number at all."""

NUMBERED = 0.5
"""Share of those lines that must be rows with a number: not more headers and prose than rows."""

NUMERIC = 0.9
"""Share of a column's cells that must be numbers or missing where no header vouches for it."""

_EPOCH_OF = re.compile(r"\s*\d+/\d+\s+\d+(?:\.\d+)?[GM]\s")
_MILLISECONDS = re.compile(r"\d{13}")
_NUMBERS = re.compile(r"\d[\d.eE+-]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of one file are to be read."""

    delimiter: str
    """One character, or ``WHITESPACE`` for runs of it."""
    names: tuple[str, ...]
    """One a column, unique; made up where the file has none."""
    header: tuple[str, ...] = ()
    """The cells of the header's line without padding; empty where the file has no header."""
    preamble: int = 0
    """Lines that are not blank before the first row."""
    decimal_comma: bool = False
    """Numbers are written ``0,5``. They are where some cell can be nothing else and none has a
    point; else ``_tabular_commas`` tells what the commas of each column are."""
    counts_epochs: bool = False
    """The first cell is written ``3/299``: an epoch of so many."""
    lists: tuple[str, ...] = ()
    """Columns whose blanks may part several numbers; those of all others part thousands."""
    pointed: tuple[str, ...] = ()
    """Counters whose points part thousands, where no comma is a decimal one."""
    by_split: BySplit = field(default_factory=BySplit)
    """Whether a column tells the split of each row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by name, those that are divided by split part by part."""
        return self.by_split.columns(self.names) if self.by_split else self.names


def sniff(head: bytes, whole: bool) -> Layout | None:
    """Return the layout of a table that begins like this, or None where it is no table.

    ``whole`` says that the head is all there is; else its last line may be cut and is left out.
    """
    text = "".join(block.text() for block in blocks(BytesIO(head)) if whole or not block.cut)
    every = list(lines(text))
    found = every[:LINES_SEEN]
    if found and _EPOCH_OF.match(found[0]):
        return _epochs_of(found)
    blanks = any(map(may_have_blanks, found))
    best: tuple[tuple[float, int, int], Layout] | None = None
    for delimiter in DELIMITERS:
        tried = _tried(found, delimiter, has_decimal_commas(every, delimiter), blanks)
        if tried and (best is None or tried[0] > best[0]):
            best = tried
    if best is None:
        return _single_column(found) or _header_only(found)
    layout = best[1]
    if layout.decimal_comma:
        return layout
    return replace(layout, pointed=counters_in_points(every, layout.delimiter, layout.names))


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names with blanks filled (``column3``) and repeats numbered (``loss_2``)."""
    given: dict[str, None] = {}
    following: dict[str, int] = {}  # the number to try next: a wide header may repeat one name
    for position, plain in enumerate(names, 1):
        name = plain or f"column{position}"
        count = following.get(plain, 2)
        while name in given:
            name = f"{plain or 'column'}_{count}"
            count += 1
        following[plain] = count
        given[name] = None
    return tuple(given)


def _tried(
    found: Sequence[str], delimiter: str, comma: bool, blanks: bool
) -> tuple[tuple[float, int, int], Layout] | None:
    """Return how well a delimiter fits and the layout it gives, or None where it does not fit.

    ``comma`` says that commas are decimal points, ``blanks`` that some may part thousands.
    """
    split = splitter(delimiter, decimal_comma=comma)
    rows = [split(line) for line in found]
    listed: Collection[int] = ()
    if blanks:
        listed = lists(rows)
        rows = [all_without_blanks(row, delimiter, listed) for row in rows]
    first = next((at for at in range(len(rows)) if _begins_at(rows, at)), None)
    if first is None or is_comment(found[first]):
        return None
    below = [rows[at] for at in range(first, len(rows)) if not is_rule(found[at])]
    data = _until_new_header(below, rows[first - 1] if first else ())
    width, count = Counter(map(len, data)).most_common(1)[0]
    if width < 2 or count < STEADY * len(data):
        return None
    full = [row for row in data if len(row) == width and any(map(is_number, row))]
    line = header_line(found[:first], delimiter, width)
    header = fitted(line, delimiter, width) if line else ()
    if header and delimiter == WHITESPACE:
        header = under_another(found[:first], line, header)
    header = () if _is_like_a_row(header, full) else header
    if len(full) < NUMBERED * len(data):
        return None
    clocks = len(header) == width
    shares = [
        numeric_share(column, clocks=clocks, seconds=clocks and tells_time_taken(header[at]))
        for at, column in enumerate(zip(*full, strict=True))
    ]
    if header and not _names_numbers(header, full):
        return None
    strict = not header or delimiter == WHITESPACE or _is_uncut(header)
    if (strict and min(shares) < NUMERIC) or max(shares) < NUMERIC:
        return None
    if strict and _is_metric_of_mlflow(full, delimiter):
        return None
    names = _names(header, width, full)
    parted = tuple(name for at, name in enumerate(names) if at in listed)
    said = header_cells(line, delimiter) if header else ()
    layout = Layout(delimiter, names, said, first, decimal_comma=comma, lists=parted)
    return (sum(shares) / width * count / len(data), _fit(header, width), width), layout


def _names_numbers(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a header names a column with a number in it.

    A box of text, ``| train/ |  |`` above ``| loss | 2.3 |``, has its names in the rows.
    """
    cells = ((name, row[at]) for row in rows for at, name in enumerate(header[: len(row)]))
    return len(header) < len(rows[0]) or any(name and is_number(cell) for name, cell in cells)


def _is_uncut(header: Sequence[str]) -> bool:
    """Return whether a header looks like several names that another delimiter parts."""
    return len(header) == 1 and re.search(r"\w\s*[;|\s]\s*\w", header[0]) is not None


def _fit(header: Sequence[str], width: int) -> int:
    """Return how well a header fits rows: most where each column has its name."""
    return bool(header) + (len(header) == width)


def _begins_at(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Return whether a line holds a number, and no more text than numbers or names above it."""
    row = rows[at]
    numbers = sum(map(is_number, row))
    if len(row) < 2 or not numbers or "=" in row:  # a setting: "num sources = 1"
        return False
    above = rows[at - 1] if at else ()
    texts = len(row) - numbers - sum(map(_cells.is_missing, row))
    return numbers >= texts or (len(above) == len(row) and not any(map(is_number, above)))


def _until_new_header(
    rows: Sequence[Sequence[str]], header: Sequence[str]
) -> Sequence[Sequence[str]]:
    """Return the rows before a line that names some of the columns anew."""
    names = {cell.strip() for cell in header if cell.strip() and not is_number(cell)}
    for at, row in enumerate(rows):
        if (
            at
            and len(row) > 1
            and len(row) != len(header)
            and names & {cell.strip() for cell in row}
        ):
            return rows[:at]
    return rows


def _is_like_a_row(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a header differs from a row in a number: ``loss: 2.5`` above ``loss: 2.4``.

    Lines such as ``step 1,000, loss: 2.4`` have a number alone between commas, and are no rows.
    """
    width = min(map(len, rows), default=0)
    for at, name in enumerate(header[:width]):
        shape = _NUMBERS.sub("0", name)
        if shape == name or not any(map(str.isalpha, shape)):
            continue
        alike = (row[at].strip() for row in rows if row[at].lstrip()[:1] == name[0])
        if any(cell != name and _NUMBERS.sub("0", cell) == shape for cell in alike):
            return True
    return False


def _names(header: tuple[str, ...], width: int, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return a name for every column."""
    if not header:
        counts_up = width == 2 and _counts_up([row[0] for row in rows])
        return ("step", "loss") if counts_up else unique([""] * width)
    if len(header) == width - 1:
        # Either each row ends in a delimiter, or the header leaves out the row numbers.
        ends_blank = all(not row[-1].strip() for row in rows)
        header = (*header, "") if ends_blank else ("", *header)
    return unique(header)


def _counts_up(cells: Sequence[str]) -> bool:
    """Return whether cells are whole numbers that rise."""
    numbers = [parse(cell) if is_number(cell) else None for cell in cells]
    known = [number for number in numbers if number is not None]
    return all(number % 1 == 0 for number in known) and all(
        later > former for former, later in pairwise(known)
    )


def _is_metric_of_mlflow(rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Return whether rows are ``milliseconds value step``: MLflow's file of one metric."""
    return delimiter == WHITESPACE and all(
        len(row) == 3 and _MILLISECONDS.fullmatch(row[0]) for row in rows
    )


def _single_column(found: Sequence[str]) -> Layout | None:
    """Return the layout of one number a line, under a name or none."""
    first = next((at for at, line in enumerate(found) if is_number(line)), None)
    if first is None or len(found) - first < 2 or first > 1:
        return None
    if numeric_share(found[first:]) < NUMERIC:
        return None
    header = header_cells(found[0], ",") if first else ()
    return Layout(",", unique(header) or ("loss",), header, first) if len(header) < 2 else None


def _header_only(found: Sequence[str]) -> Layout | None:
    """Return the layout of a file that holds a header and no row yet."""
    if len(found) != 1 or is_comment(found[0]):
        return None
    for delimiter in DELIMITERS[:-1]:
        cells = header_cells(found[0], delimiter)
        if len(cells) > 1 and all(re.fullmatch(r"[^\s=:{}]+", cell) for cell in cells):
            return Layout(delimiter, unique(cells), cells, 1)
    return None


def _epochs_of(found: Sequence[str]) -> Layout | None:
    """Return the layout of a table without header whose first cells read ``3/299  2.74G``."""
    from convcheck.readers._tabular_yolo import names_of

    split = splitter(WHITESPACE, counts_epochs=True)
    rows = [split(line) for line in found]
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width < 4 or count < STEADY * len(rows):
        return None
    full = [row for row in rows if len(row) == width]
    return Layout(WHITESPACE, names_of(full), counts_epochs=True)
