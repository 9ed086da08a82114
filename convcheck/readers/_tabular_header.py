"""The names in a table's header: one a column, also where names have blanks or gaps between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convcheck import roles
from convcheck.readers._tabular_commas import is_number
from convcheck.readers._tabular_split import WHITESPACE, splitter

_COMMENT = re.compile(r"^\s*(?:#+|%+|//+)\s*")
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
            return "" if any(map(is_number, cells)) else line
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
