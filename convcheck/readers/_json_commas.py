"""What the comma of a text such as ``"1,234"`` is in a column of JSON: the whole column tells.

The rule is that of tables, which ``_tabular_commas`` states. Numbers without quotes have no commas
in JSON, so they prove nothing of the texts of another column; a column of texts none of which is
like ``1,234`` has decimal commas where they are all like ``0,5``, unless it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from convcheck.readers import _tabular_commas
from convcheck.readers._guessed_commas import AS_THOUSANDS
from convcheck.readers._tabular_commas import Commas, guessed_thousands
from convcheck.readers._text_pairs import is_counter

MOST_TEXTS = 4096
"""Texts whose numbers are remembered, because they recur."""

LONGEST_NUMBER = 64
"""A longer text with a comma is a sentence or a list."""

_NONE = Commas()


def number(cell: object, decimal: bool = False) -> float | None:
    """Return the number in a cell; None where nothing was logged.

    The commas of a text are decimal points, or else between thousands. Raises ValueError where
    the cell holds something else.
    """
    if isinstance(cell, float) or cell is None:
        return cell
    if isinstance(cell, str):
        return _tabular_commas.parse(cell, decimal)
    raise ValueError(f"not a number: {cell!r}")


def number_or_none(cell: object) -> float | None:
    """Return the number in a cell, commas between thousands; None where there is none."""
    if isinstance(cell, str):
        return _number_of_text(cell)
    return cell if isinstance(cell, float) else None


def decimal_or_none(cell: object) -> float | None:
    """Return the number in a cell, commas decimal points; None where there is none."""
    if isinstance(cell, str) and "," in cell:
        return _decimal_of_text(cell)
    return number_or_none(cell)


def add(commas: Commas, text: str) -> bool:
    """Count a text with a comma; return whether a number may be in it."""
    if len(text) > LONGEST_NUMBER:
        return False
    found = _commas_of(text)
    commas.either += found.either
    commas.decimal += found.decimal
    commas.thousands += found.thousands
    return found != _NONE


def decimal_columns(found: Mapping[str, Commas], counts: Mapping[str, int]) -> dict[str, str]:
    """Return the columns whose commas are decimal points, each with what is to be noted.

    ``counts`` are the numbers in each column where commas are between thousands; the text is
    empty where the cells prove it.
    """
    sure = {
        name: ""
        for name, each in found.items()
        if each.decimal and not each.either and not each.thousands and not is_counter(name.encode())
    }
    return sure | _tabular_commas.decimal_columns(found, counts)


def guesses(found: Mapping[str, Commas], counts: Mapping[str, int]) -> dict[str, str]:
    """Return the columns whose commas nothing proves, each with what is to be noted."""
    noted = dict.fromkeys(guessed_thousands(found, counts), AS_THOUSANDS)
    decimal = decimal_columns(found, counts)
    return noted | {name: message for name, message in decimal.items() if message}


@lru_cache(MOST_TEXTS)
def _commas_of(text: str) -> Commas:
    found = Commas()
    found.add(text.strip())
    return found


@lru_cache(MOST_TEXTS)
def _number_of_text(text: str) -> float | None:
    try:
        return _tabular_commas.parse(text)
    except ValueError:
        return None


@lru_cache(MOST_TEXTS)
def _decimal_of_text(text: str) -> float | None:
    try:
        return _tabular_commas.parse(text, decimal=True)
    except ValueError:
        return None
