"""Decimal numbers out of texts of up to 16 characters, eight characters at a time.

The digits of a word are its bytes xor ``0``. Two neighbours make a number below 100 by one
multiplication, all pairs of the word at once; these make numbers below 10,000, and those the whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._text_values import EXACT_DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import BoolArray, FloatArray, IntArray

    WordArray = NDArray[np.uint64]

WORD = 8
MOST_CHARACTERS = 2 * WORD

_DECIMAL = re.compile(rb"(-?)([0-9]+)(?:\.([0-9]+))?")
_PAIRS = ((8, 10, 0x00FF00FF00FF00FF), (16, 100, 0x0000FFFF0000FFFF), (32, 10_000, 0xFFFFFFFF))
"""Distance of neighbours in bits, what the first is worth, and the bits that stay."""


def can_calculate(text: bytes) -> bool:
    """Return whether a text is a short decimal number, of so few digits that it is exact."""
    spelled = _DECIMAL.fullmatch(text)
    if spelled is None or len(text) > MOST_CHARACTERS:
        return False
    return len(spelled[2]) + len(spelled[3] or b"") <= EXACT_DIGITS


def calculated(words: Any, start: IntArray, text: bytes) -> tuple[FloatArray, BoolArray]:
    """Return the numbers in texts that look like ``text`` apart from digits, and which do so.

    ``words`` holds the eight bytes from each place of the data on as one number; texts begin at
    ``start`` and have the width of ``text``, which is one that can be calculated. Both results
    have shape (n,); numbers of other texts mean nothing. One rounding makes them those of
    ``float`` (Clinger 1990).
    """
    first = len(text) - WORD if len(text) > WORD else len(text)
    whole, wrong = _part(words[start], text[:first])
    if first < len(text):
        rest, wrong_too = _part(words[start + first], text[first:])
        whole *= np.uint64(10 ** sum(map(_is_digit, text[first:])))
        whole += rest
        wrong |= wrong_too
    decimals = len(text.partition(b".")[2])
    value = whole.astype(np.float64)
    value /= 10.0**decimals
    if text.startswith(b"-"):
        np.negative(value, out=value)
    return value, wrong == 0


def _part(word: WordArray, text: bytes) -> tuple[WordArray, WordArray]:
    """Return the whole numbers of the digits in a part of the texts, and bits where it differs.

    ``word`` is changed; its first bytes are the part.
    """
    digit = [_is_digit(character) for character in text]
    expected = bytes(
        ord("0") if is_digit else each for each, is_digit in zip(text, digit, strict=True)
    )
    word &= _number(b"\xff" * len(text))
    word ^= _number(expected)
    wrong = word + _number(bytes(6 * each for each in digit))
    wrong |= word
    wrong &= _number(bytes(0xF0 if each else 0xFF for each in digit))
    point = text.find(b".")
    if point >= 0:  # what stands before it closes up
        before = word & _number(b"\xff" * point)
        word ^= before
        word |= before << np.uint64(8)
    word <<= np.uint64(8 * (WORD - len(text)))
    for distance, worth, kept in _PAIRS:
        following = word >> np.uint64(distance)
        word *= np.uint64(worth)
        word += following
        word &= np.uint64(kept)
    return word, wrong


def _is_digit(character: int) -> bool:
    return ord("0") <= character <= ord("9")


def _number(part: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(part, "little"))
