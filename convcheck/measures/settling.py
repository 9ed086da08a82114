"""Settling: the first place after which a mean curve stays within a band to the end.

Control theory's settling time, read off the mean curve; no asymptote and so no extrapolation
enters it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray


def remaining_range(level: FloatArray) -> FloatArray:
    """Return R, shape (n,): max - min of the curve from each point to its end."""
    backwards = level[::-1]
    highest = np.maximum.accumulate(backwards)[::-1]
    lowest = np.minimum.accumulate(backwards)[::-1]
    return np.asarray(highest - lowest)


def settling_index(level: FloatArray, width: float) -> int:
    """Return the first index from which the curve, shape (n,), stays within ``width``."""
    inside = remaining_range(level) <= width
    return int(np.argmax(inside))
