"""The spellings of numbers in logs: missing, not a number, infinite, and all others.

Missing ("not logged on this record") and NaN ("the loss was NaN") are different facts, so they
get different answers.
"""

from __future__ import annotations

import math
import re

MISSING = frozenset({"", "na", "n/a", "#n/a", "<na>", "null", "none", "nil", "-", "--", "no log"})
"""What loggers write for a value that was not logged, in lower case."""

NOT_A_NUMBER = frozenset(
    {"nan", "+nan", "-nan", "nan(ind)", "-nan(ind)", "nan(snan)", "-nan(snan)"}
    | {"1.#qnan", "-1.#qnan", "1.#snan", "-1.#snan", "1.#ind", "-1.#ind"}
)
"""NaN as Python, C and old Microsoft libraries print it, in lower case."""

INFINITE = frozenset(
    {"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "1.#inf", "+1.#inf", "-1.#inf"}
)
"""Both infinities in every spelling, in lower case; the sign is the first character."""

_MICROSOFT = re.compile(r"([+-]?)1\.#(QNAN|SNAN|IND|INF)0*", re.IGNORECASE)
"""Microsoft pads its spellings with zeros to the precision asked for: ``-1.#IND000``."""

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d*)?|,\d{3}\.\d*)")
"""``1,234,567`` and ``1,234.5``, whose commas can be nothing else. Of ``1,234`` alone nobody can
tell: where a whole column is known, ``_tabular_commas`` does."""

_FORTRAN = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+)d[+-]?\d{1,3}")
"""``1.5D-03``; without a point, as in ``12d4``, it may be any identifier."""

_PERCENT = re.compile(r"[+-]?\d+(?:\.\d*)?\s?%")
"""Taken as it is printed, as in the lines of a text log."""


def parse(text: str) -> float | None:
    """Return the number that a cell spells, or None where it says that nothing was logged.

    Padding and letter case do not matter. Numbers are bit-equal to ``float(text)``; digits
    grouped by underscores, which ``float`` takes, are no number in a log. Commas are taken where
    they can only group thousands.

    Raises ValueError where the text is neither a number nor missing.
    """
    try:
        value = float(text)
    except ValueError:
        return _special(text)
    if "_" in text:
        raise ValueError(f"not a number: {text!r}")
    return value


def is_number(text: str) -> bool:
    """Return whether a cell holds a number, NaN and infinities among them."""
    try:
        return parse(text) is not None
    except ValueError:
        return False


def is_missing(text: str) -> bool:
    """Return whether a cell says that nothing was logged."""
    return text.strip().lower() in MISSING


def _special(text: str) -> float | None:
    """Return what a text that ``float`` refuses spells.

    Raises ValueError where that is nothing known.
    """
    word = text.strip().strip("\0").strip().lower()
    if word in MISSING:
        return None
    if spelled := _MICROSOFT.fullmatch(word):
        word = f"{spelled[1]}1.#{spelled[2].lower()}"
    if _THOUSANDS.fullmatch(word):
        return float(word.replace(",", ""))
    if _FORTRAN.fullmatch(word):
        return float(word.replace("d", "e"))
    if _PERCENT.fullmatch(word):
        return float(word[:-1])
    if word in NOT_A_NUMBER:
        return math.nan
    if word in INFINITE:
        return -math.inf if word.startswith("-") else math.inf
    raise ValueError(f"not a number: {text!r}")
