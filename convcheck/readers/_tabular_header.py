"""The names in a table's header: one a column, also where names have blanks or gaps between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convcheck import roles
from convcheck.readers._tabular_commas import is_number
from convcheck.readers._tabular_split import WHITESPACE, splitter

_COMMENT = re.compile(r"^\s*(?:#+|%+|//+)\s*")
_COUNTED = re.compile(r"(?:epoch|iteration|step|round)[:#=\s]\s*\d+", re.IGNORECASE)
"""``Epoch: 0`` tells where the rows below it were logged; it names no column."""
_WORD = re.compile(r"\S+")
FEWEST_OVER_TWO_LINES = 4
"""Columns from which on words that stand above one another are no chance."""
_WIDE_BLANK = re.compile(r"\s{2,}|\t")
_SPLIT_WORDS = roles.TRAIN_WORDS | roles.VALIDATION_WORDS | roles.TEST_WORDS


def header_cells(line: str, delimiter: str) -> tuple[str, ...]:
    """Return the names in a header line, without padding and without a comment mark."""
    return tuple(_bare(cell) for cell in splitter(delimiter)(_COMMENT.sub("", line)))


def is_comment(line: str) -> bool:
    """Return whether a line is marked as a comment."""
    return _COMMENT.match(line) is not None


def header_line(before: Sequence[str], delimiter: str, width: int) -> str:
    """Return the line before the first row that names the columns, or nothing where none fits.

    A header may lack the name of the first column (row numbers), or be longer than the rows.
    """
    for line in reversed(before):
        if is_rule(line):
            continue
        cells = header_cells(line, delimiter)
        if len(cells) >= max(width - 1, 1) and any(cells):
            counted = len(cells) == 1 and _COUNTED.fullmatch(cells[0])
            return "" if counted or any(map(is_number, cells)) else line
    return ""


def fitted(line: str, delimiter: str, width: int) -> tuple[str, ...]:
    """Return the names of a header, one a column of the rows where it can be read so.

    Between columns of text stand two blanks at least where names are ``Train Loss``, or each such
    name begins with its split. A name that was left empty may have no column at all.
    """
    cells = header_cells(line, delimiter)
    if len(cells) <= width:
        return cells
    if delimiter != WHITESPACE:
        named = tuple(filter(None, cells))
        return named if len(named) == width else cells
    apart = tuple(map(_bare, _WIDE_BLANK.split(_COMMENT.sub("", line).strip())))
    joined = _with_splits_joined(cells)
    return next((found for found in (apart, joined) if len(found) == width), cells)


def under_another(before: Sequence[str], line: str, header: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a header whose names begin on the line above it: ``average / loss``.

    There each column has a word that stands above its own, and above no other.
    """
    at = before.index(line)
    upper, lower = ([*_WORD.finditer(each)] for each in (before[at - 1] if at else "", line))
    if not len(upper) == len(lower) == len(header) or len(header) < FEWEST_OVER_TWO_LINES:
        return header
    if any(map(is_number, (word[0] for word in upper))):
        return header
    pairs = [*zip(upper, lower, strict=True)]
    if any(over.end() <= word.start() or word.end() <= over.start() for over, word in pairs):
        return header
    return tuple(f"{over[0]} {word[0]}" for over, word in pairs)


def is_rule(line: str) -> bool:
    """Return whether a line is drawn, as below headers in Markdown: ``|---|:--:|``."""
    return not line.strip("|+:=- \t") and ("--" in line or "==" in line)


def _bare(cell: str) -> str:
    return cell.strip().strip('"').strip()


def _with_splits_joined(cells: Sequence[str]) -> tuple[str, ...]:
    """Return names with each split and the word behind it as one: ``Val``, ``Loss``."""
    found: list[str] = []
    for cell in cells:
        if found and found[-1].lower() in _SPLIT_WORDS and cell.lower() not in _SPLIT_WORDS:
            found[-1] += f" {cell}"
        else:
            found.append(cell)
    return tuple(found)
