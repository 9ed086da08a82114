"""What the comma of ``1,234`` is in a column of a table: one cell alone does not tell.

The rule. A column is decimal where one of its cells can be nothing else (``0,998``), and in
thousands where one of them has a point, two commas, or no comma at all. Where every cell is like
``1,234``, and no other column groups thousands, a loss or a score is taken for decimal, because
a fixed number of three places is likelier than a loss that never leaves the thousands; all else
for thousands. That guess is noted for what measures and what counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from convcheck.readers import _cells
from convcheck.readers._guessed_commas import AS_DECIMAL
from convcheck.readers._measure_names import is_measure
from convcheck.readers._tabular_groups import has_both_marks, without_points
from convcheck.readers._text_pairs import is_counter

_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_DECIMAL = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")


@dataclass(slots=True)
class Commas:
    """How many cells of a column hold commas, by what these may be."""

    either: int = 0
    """Like ``1,234``."""
    decimal: int = 0
    """Like ``0,998``, ``1,5`` or ``1.234,5``."""
    thousands: int = 0
    """Like ``1,234,567`` or ``1,234.5``."""

    def add(self, cell: str) -> None:
        """Count one cell that holds a comma."""
        if is_either(cell):
            self.either += 1
        elif is_decimal(cell) or has_both_marks(cell):
            self.decimal += 1
        elif _cells.is_number(cell):
            self.thousands += 1


def is_either(cell: str) -> bool:
    """Return whether a cell is like ``1,234``."""
    return _EITHER.fullmatch(cell) is not None


def is_decimal(cell: str) -> bool:
    """Return whether the comma of a cell can only be a decimal point."""
    return _DECIMAL.fullmatch(cell) is not None and not is_either(cell)


def parse(cell: str, decimal: bool = False) -> float | None:
    """Return the number in a cell, its comma a decimal point or between thousands.

    Raises ValueError where there is none, as ``_cells.parse`` does.
    """
    if "," in cell:
        bare = cell.strip()
        if decimal and _DECIMAL.fullmatch(bare):
            return float(bare.replace(",", "."))
        if decimal and has_both_marks(bare):
            return float(without_points(bare).replace(",", "."))
        if is_either(bare):
            return float(bare.replace(",", ""))
    return _cells.parse(cell)


def is_number(cell: str) -> bool:
    """Return whether a cell holds a number, however its comma is to be read."""
    return _cells.is_number(cell) or is_either(cell.strip())


def decimal_columns(found: Mapping[str, Commas], counts: Mapping[str, int]) -> dict[str, str]:
    """Return the columns whose commas are decimal points, each with what is to be noted.

    ``counts`` are the numbers in each column; the text is empty where the cells prove it.
    """
    grouped = any(_proves_thousands(name, each, counts[name]) for name, each in found.items())
    decimal = {}
    for name, each in found.items():
        if each.either and each.decimal and not each.thousands:
            decimal[name] = ""
        elif not grouped and is_measure(name) and 0 < each.either == counts[name]:
            decimal[name] = AS_DECIMAL
    return decimal


def guessed_thousands(found: Mapping[str, Commas], counts: Mapping[str, int]) -> list[str]:
    """Return the counters that were taken for thousands without any proof."""
    if any(_proves_thousands(name, each, counts[name]) for name, each in found.items()):
        return []
    return [name for name, each in found.items() if _is_guess(name, each, counts[name])]


def _is_guess(name: str, commas: Commas, count: int) -> bool:
    return 0 < commas.either == count and is_counter(name.encode())


def _proves_thousands(name: str, commas: Commas, count: int) -> bool:
    """Return whether a column groups thousands beyond doubt: a counter also by ``998``."""
    plain = is_counter(name.encode()) and 0 < commas.either < count
    return not commas.decimal and (commas.thousands > 0 or plain)
