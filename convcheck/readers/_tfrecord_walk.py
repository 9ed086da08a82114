"""Finding the beginnings of records by following their lengths."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME_BYTES = 16
"""Length, its checksum, and the checksum of the data."""


def walk(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return where the whole records in ``data`` begin, the first at 0, shape (n,).

    Lengths are followed, not verified: after a damaged one the rest is meaningless.
    """
    return np.array(walk_slowly(data, 0), np.int64)


def walk_slowly(data: NDArray[np.uint8], at: int) -> list[int]:
    """Follow the lengths one by one from ``at`` on."""
    view, end = memoryview(data), len(data) - FRAME_BYTES
    length_at = struct.Struct("<Q").unpack_from
    starts = []
    while at <= end:
        following = at + FRAME_BYTES + length_at(view, at)[0]
        if following > len(data):
            break
        starts.append(at)
        at = following
    return starts
