"""Prove by counting that values hold no structure of JSON.

Every literal of a layout was found where it belongs. So if a block has no more of the bytes that
make structure than its literals, its texts and its other lines have, then its values have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._json_slots import joined

if TYPE_CHECKING:
    from convcheck.model import BoolArray
    from convcheck.readers._json_grid import Match

TILE_BYTES = 1 << 16
"""Looked at together; small enough for the fast caches, large enough for numpy's overhead."""


def is_accounted_for(raw: Any, newlines: int, rest: bytes, matches: Sequence[Match]) -> bool:
    """Return whether layouts, texts and other lines explain all structure of a block.

    ``raw`` are its bytes, ``rest`` the other lines without their ends.
    """
    expected = newlines + _count(np.frombuffer(rest, np.uint8))
    for match in matches:
        literals = b"".join(match.template.literals)
        expected += len(match.line) * _count(np.frombuffer(literals, np.uint8))
    for match in matches:
        for place, quoted in enumerate(match.template.quoted):
            if quoted:
                texts = joined(raw, *match.span(place))
                if not _are_plain(texts, len(match.line)):
                    return False
                expected += _count(texts)
    return expected == _count(raw)


def may_hold(raw: Any, byte: bytes, matches: Sequence[Match]) -> bool:
    """Return whether a block has more of a byte than the layouts of its lines explain."""
    expected = sum(
        len(match.line) * literal.count(byte)
        for match in matches
        for literal in match.template.literals
    )
    return expected < sum(int(np.count_nonzero(tile == ord(byte))) for tile in tiles(raw))


def tiles(raw: Any) -> Iterator[Any]:
    """Yield the bytes in pieces that stay in the processor's caches."""
    for first in range(0, len(raw), TILE_BYTES):
        yield raw[first : first + TILE_BYTES]


def _is_structure(raw: Any) -> BoolArray:
    """Return where a byte ends a bare word of JSON: blanks, marks of quotation, brackets, colons.

    Some further bytes are taken along, so that each kind is one range.
    """
    found: BoolArray = raw <= ord("'")
    found |= raw == ord(":")
    # { | } and, with this bit set, [ \ ] too; bytes below wrap around to large numbers
    found |= (raw | np.uint8(0x20)) - np.uint8(ord("{")) <= 2
    return found


def _count(raw: Any) -> int:
    """Return how many bytes of structure there are."""
    return sum(int(np.count_nonzero(_is_structure(tile))) for tile in tiles(raw))


def _are_plain(texts: Any, count: int) -> bool:
    """Return whether texts hold no quotation mark, backslash or control character.

    ``texts`` are the bytes of so many, each in quotation marks.
    """
    return (
        np.count_nonzero(texts == ord('"')) == 2 * count
        and not np.count_nonzero(texts == ord("\\"))
        and not np.count_nonzero(texts < ord(" "))
    )
