"""Prove by counting that values hold no structure of JSON.

Every literal of a layout was found where it belongs. So if a block has no more of the bytes that
make structure than its literals, its texts and its other lines have, then its values have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import BoolArray, IntArray
    from convcheck.readers._json_template import Template

TILE_BYTES = 1 << 16
"""Looked at together; small enough for the fast caches, large enough for numpy's overhead."""

Places = tuple["Template", int, Sequence["IntArray"], Sequence["IntArray"]]
"""A layout, how many lines have it, and where each of its values begins and ends."""


def is_accounted_for(raw: Any, newlines: int, rest: bytes, places: Iterable[Places]) -> bool:
    """Return whether layouts, texts and other lines explain all structure of a block.

    ``raw`` are its bytes, ``rest`` the other lines without their ends.
    """
    places = list(places)
    expected = newlines + _count(np.frombuffer(rest, np.uint8))
    for template, lines, _, _ in places:
        expected += lines * _count(np.frombuffer(b"".join(template.literals), np.uint8))
    if not any(any(template.quoted) for template, _, _, _ in places):
        return expected == _count(raw)
    return expected + _inside_texts(raw, places) == _count(raw) and _texts_are_plain(
        raw, newlines, rest, places
    )


def _is_structure(raw: Any) -> BoolArray:
    """Return where a byte ends a bare word of JSON: blanks, marks of quotation, brackets, colons.

    Some further bytes are taken along, so that each kind is one range.
    """
    found: BoolArray = raw <= ord("'")
    found |= raw == ord(":")
    found |= (raw - ord("[")) <= 2  # [ \ ]; bytes below wrap around to large numbers
    found |= (raw - ord("{")) <= 2  # { | }
    return found


def _count(raw: Any) -> int:
    """Return how many bytes of structure there are, in tiles that stay in the processor's cache."""
    tiles = (raw[at : at + TILE_BYTES] for at in range(0, len(raw), TILE_BYTES))
    return sum(int(np.count_nonzero(_is_structure(tile))) for tile in tiles)


def _inside_texts(raw: Any, places: list[Places]) -> int:
    """Return how many bytes of structure the texts hold, quotation marks around them included."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(_is_structure(raw), dtype=np.int64)])
    return sum(
        int((before[end[place]] - before[start[place]]).sum())
        for template, _, start, end in places
        for place, quoted in enumerate(template.quoted)
        if quoted
    )


def _texts_are_plain(raw: Any, newlines: int, rest: bytes, places: list[Places]) -> bool:
    """Return whether texts hold no quotation mark, backslash or control character."""
    other = np.frombuffer(rest, np.uint8)
    quotes = int(np.count_nonzero(other == ord('"')))
    controls = newlines + int(np.count_nonzero(other < ord(" ")))
    for template, lines, _, _ in places:
        literal = np.frombuffer(b"".join(template.literals), np.uint8)
        quotes += lines * (int(np.count_nonzero(literal == ord('"'))) + 2 * sum(template.quoted))
        controls += lines * int(np.count_nonzero(literal < ord(" ")))
    return (
        quotes == np.count_nonzero(raw == ord('"'))
        and controls == np.count_nonzero(raw < ord(" "))
        and rest.count(b"\\") == np.count_nonzero(raw == ord("\\"))
    )
