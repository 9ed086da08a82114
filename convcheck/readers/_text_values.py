"""Numbers out of text, many at a time: bit for bit what ``float`` makes of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._cells import parse
from convcheck.readers._text_commas import Comma, without, without_commas, without_underscores
from convcheck.readers._text_counts import EXPONENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import BoolArray, FloatArray
    from convcheck.readers._byte_columns import ByteArray, Places

FEW = 16
"""So few numbers are faster one by one."""
EXACT_DIGITS = 15
"""Whole numbers of so many digits are exact as float64."""
SHORT_DIGITS = 9
"""Whole numbers of so many digits fit into 32 bits, with which is calculated faster."""
EXACT_POWER = 22
"""Powers of ten up to here are exact as float64; one rounding in the division is then the only
one, which is what makes the result that of ``float`` (Clinger 1990)."""

_DECIMAL = re.compile(rb"([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?)(\d{1,3}))?")


def values_at(
    lines: Places, start: int, text: bytes, comma: Comma = Comma.NONE
) -> tuple[FloatArray, BoolArray, int]:
    """Return the number that begins so far into each line, and where there is one; shapes (n,).

    All texts look like ``text`` apart from their digits. The third result counts texts that are
    no numbers; missing ones (``None``) are not counted. Commas are
    decimal points where ``comma`` says DECIMAL; else they are dropped, as underscores between
    thousands are, and points and blanks where it says so. A ``k`` is worth a thousand.
    """
    cells = lines.columns(start, len(text))
    if b"_" in text or b"'" in text:
        cells, text = without_underscores(cells, text)
    if b"," in text:
        cells, text = without_commas(cells, text, comma)
    if comma in (Comma.BLANK, Comma.BLANKS, Comma.GROUPS):
        cells, text = without(b" " if b" " in text else b".", cells, text)
    if text[-1:] in EXPONENTS:
        cells, text = _with_exponent(cells, text)
    value = decimals(cells, text) if len(cells) >= FEW and is_decimal(text) else None
    if value is not None:
        return value, np.ones(len(cells), np.bool_), 0
    return _one_by_one(cells)


def _with_exponent(cells: ByteArray, text: bytes) -> tuple[ByteArray, bytes]:
    """Return texts and what they look like with an exponent in place of their last letter."""
    exponent = EXPONENTS[text[-1:]]
    added = np.tile(np.frombuffer(exponent, np.uint8), (len(cells), 1))
    return np.hstack([cells[:, :-1], added]), text[:-1] + exponent


def is_decimal(text: bytes) -> bool:
    """Return whether a text is a decimal number, and of few enough digits to be calculated."""
    spelled = _DECIMAL.fullmatch(text)
    return spelled is not None and 0 < len(spelled[2]) + len(spelled[3]) <= EXACT_DIGITS


def decimals(cells: ByteArray, text: bytes) -> FloatArray | None:
    """Return the numbers in texts that look like ``text`` apart from their digits, shape (n,).

    ``cells`` has shape (n, width), and ``text`` is a decimal number. None where they cannot be
    calculated exactly.
    """
    spelled = _DECIMAL.fullmatch(text)
    if spelled is None:
        return None
    columns = [*range(*spelled.span(2)), *range(*spelled.span(3))]
    mantissa = _whole(cells, columns).astype(np.float64)
    places = len(spelled[3])
    if spelled[5] is None:
        value = mantissa / 10.0**places
    else:
        power = _whole(cells, range(*spelled.span(5)))
        power = (-power if spelled[4] == b"-" else power) - places
        if np.abs(power).max() > EXACT_POWER:
            return None
        tens = 10.0 ** np.arange(EXACT_POWER + 1)
        scale = tens[np.abs(power)]
        value = np.where(power < 0, mantissa / scale, mantissa * scale)
    negative: FloatArray = -value if spelled[1] == b"-" else value
    return negative


def _whole(cells: ByteArray, columns: list[int] | range) -> NDArray[Any]:
    """Return the whole numbers that the digits of these columns make, shape (n,)."""
    kind: type[Any] = np.int32 if len(columns) <= SHORT_DIGITS else np.int64
    value: NDArray[Any] = np.zeros(len(cells), kind)
    for column in columns:
        value *= 10
        value += cells[:, column] - np.uint8(ord("0"))
    return value


def _one_by_one(cells: ByteArray) -> tuple[FloatArray, BoolArray, int]:
    value = np.full(len(cells), np.nan)
    present = np.zeros(len(cells), np.bool_)
    odd = 0
    for index, row in enumerate(cells):
        try:
            number = parse(row.tobytes().decode("latin-1"))
        except ValueError:
            odd += 1
            continue
        if number is not None:
            value[index], present[index] = number, True
    return value, present, odd
