"""Numbers from the texts at many places of a block, all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._byte_columns import Places
from convcheck.readers._columns import to_arrays
from convcheck.readers._digits import calculated, can_calculate
from convcheck.readers._likeness import Likeness
from convcheck.readers._text_values import FEW, decimals, is_decimal

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

    Parse = Callable[[str], float | None]

MOST_SPELLINGS = 16
"""Texts of one column, digits apart, up to which each is worth a look of its own."""
FEW_BYTES = 1 << 17
"""Texts that are put together without Arrow: it is faster, but takes long to load."""

_NULL = int.from_bytes(b"null", "little")
_NAN = int.from_bytes(b"NaN", "little")


def numbers(
    data: bytes | bytearray, start: IntArray, end: IntArray, parse: Parse
) -> tuple[FloatArray, BoolArray]:
    """Return the number that each text spells, bit-equal to ``float(text)``, and where one does.

    Texts are ``data[start[i]:end[i]]``, shapes (n,), in rising order; data must go on for eight
    bytes after the last. What is no plain number, ``null`` or ``NaN`` is left to ``parse``.
    """
    raw = np.frombuffer(data, np.uint8)
    lead = raw.take(start)
    signed = np.flatnonzero(lead == ord("-"))
    if len(signed):
        lead[signed] = raw[start[signed] + 1]
    plain = (lead - np.uint8(ord("0")) <= 9) & (end > start)
    if plain.all():
        return _converted(data, start, end, parse)
    value, present = np.full(len(start), np.nan), np.zeros(len(start), np.bool_)
    value[plain], present[plain] = _converted(data, start[plain], end[plain], parse)
    others = np.flatnonzero(~plain)
    length = end[others] - start[others]
    word = words(data)[start[others]]
    is_nan = (length == 3) & (word & 0xFFFFFF == _NAN)
    present[others[is_nan]] = True
    is_null = (length == 4) & (word & 0xFFFFFFFF == _NULL)
    for place in others[~(is_nan | is_null)].tolist():
        number = parse(data[start[place] : end[place]].decode())
        present[place] = number is not None
        value[place] = np.nan if number is None else number
    return value, present


def words(data: bytes | bytearray) -> Any:
    """Return the eight bytes from every place on as one number, shape (len(data) - 7,)."""
    return np.ndarray((len(data) - 7,), "<u8", buffer=data, strides=(1,))


def joined(raw: Any, start: IntArray, end: IntArray) -> Any:
    """Return the bytes of the texts one after the other, of shape (total,)."""
    length = end - start
    total = int(length.sum())
    if total <= FEW_BYTES:
        shift = np.repeat(start - np.cumsum(length) + length, length)
        return raw[np.arange(total) + shift]
    taken = _taken(raw, start, end)
    offsets = np.frombuffer(taken.buffers()[1], np.int32, len(taken) + 1)
    return np.frombuffer(taken.buffers()[2], np.uint8, offsets[-1])


def _taken(data: Any, start: IntArray, end: IntArray) -> Any:
    """Return the texts as an array of strings of Arrow."""
    import pyarrow as pa

    count = len(start)
    # Texts and the gaps between them are the strings of one array over the data as it lies.
    offsets = np.empty(2 * count + 1, np.int32)
    offsets[:-1:2], offsets[1::2], offsets[-1] = start, end, end[-1] if count else 0
    places = np.arange(0, 2 * count, 2)
    strings = pa.StringArray.from_buffers(2 * count, pa.py_buffer(offsets), pa.py_buffer(data))
    return strings.take(pa.Array.from_buffers(pa.int64(), count, [None, pa.py_buffer(places)]))


def _converted(
    data: bytes | bytearray, start: IntArray, end: IntArray, parse: Parse
) -> tuple[FloatArray, BoolArray]:
    """Return the numbers of texts that begin as numbers do, and where one is."""
    count = len(start)
    found = _calculated(data, start, end, parse)
    if found is not None:
        return found
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        numeric = pc.cast(_taken(data, start, end), pa.float64())
    except pa.ArrowInvalid:
        texts = (data[s:e].decode() for s, e in zip(start.tolist(), end.tolist(), strict=True))
        return to_arrays([parse(text) for text in texts])
    return np.frombuffer(numeric.buffers()[1], np.float64, count), np.ones(count, np.bool_)


def _calculated(
    data: bytes | bytearray, start: IntArray, end: IntArray, parse: Parse
) -> tuple[FloatArray, BoolArray] | None:
    """Return the numbers of texts of a few spellings, alike but for their digits, else None.

    This is faster than any parser, and does without loading Arrow.
    """
    raw, width = np.frombuffer(data, np.uint8), end - start
    value, present = np.empty(len(start)), np.ones(len(start), np.bool_)
    left = np.arange(len(start))
    for _ in range(MOST_SPELLINGS):
        if len(left) <= FEW:
            break
        text = raw[start[left[0]] : end[left[0]]].tobytes()
        alike = width[left] == len(text)
        among = left if alike.all() else left[alike]
        found = _of_one_width(data, start[among], text)
        if found is None:
            return None
        if len(among) == len(start) and found[1].all():
            return found
        alike[alike] = found[1]
        value[left[alike]] = found[0][found[1]]
        left = left[~alike]
    if len(left) > FEW:
        return None
    for place in left.tolist():
        number = parse(data[start[place] : end[place]].decode())
        present[place] = number is not None
        value[place] = np.nan if number is None else number
    return value, present


def _of_one_width(
    data: bytes | bytearray, start: IntArray, text: bytes
) -> tuple[FloatArray, BoolArray] | None:
    """Return the numbers of texts that look like this one but for digits, and which do so."""
    if can_calculate(text):
        return calculated(words(data), start, text)
    if not is_decimal(text):
        return None
    raw, cells = np.frombuffer(data, np.uint8), np.frombuffer(text, np.uint8)
    alike = Likeness.of(cells, cells - np.uint8(ord("0")) <= 9).of_lines(raw, start)
    value = np.empty(len(start))
    found = decimals(Places(raw, start[alike]).columns(0, len(text)), text)
    if found is None:
        return None
    value[alike] = found
    return value, alike
