"""One line of a table into its cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

from convcheck.readers._tabular_groups import with_groups_joined, without_points

WHITESPACE = ""
"""The delimiter that stands for runs of spaces and tabs."""

_FRACTION = re.compile(r"^(\s*\d+)/\d+")


def splitter(
    delimiter: str, decimal_comma: bool = False, counts_epochs: bool = False
) -> Callable[[str], list[str]]:
    """Return the function that splits lines.

    ``decimal_comma`` turns ``0,5`` into ``0.5`` and ``1.234,5`` into ``1234.5``, between commas
    where it is quoted;
    ``counts_epochs`` turns a first cell ``3/299`` into ``3``.
    """

    def split(line: str) -> list[str]:
        if decimal_comma and (delimiter == "," or "." in line):
            cells = _quoted(line, delimiter) if '"' in line else line.split(delimiter)
            return [without_points(cell).replace(",", ".") for cell in cells]
        if decimal_comma:
            line = line.replace(",", ".")
        if counts_epochs:
            line = _FRACTION.sub(r"\1", line, count=1)
        if delimiter == WHITESPACE:
            return line.split() if line.isascii() else with_groups_joined(line).split()
        return line.split(delimiter) if '"' not in line else _quoted(line, delimiter)

    return split


def _quoted(line: str, delimiter: str) -> list[str]:
    """Split a line that holds quotation marks; one that breaks their rules stays one cell."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]
