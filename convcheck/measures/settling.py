"""Settling: the first place after which a mean curve stays within a band to the end.

Control theory's settling time, read off the mean curve; no asymptote and so no extrapolation
enters it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

FACTOR = 100.0
"""Ranges that differ from a band by more than this factor are told apart from it no better."""


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


def settling_place(place: FloatArray, level: FloatArray, width: float) -> float:
    """Return where a curve with levels at these places (n,) comes within ``width`` to stay.

    Between the last place outside the band and the first inside the range is taken to shrink
    evenly, so that the answer does not depend on where the places happen to lie.
    """
    index = settling_index(level, width)
    if index == 0:
        return float(place[0])
    outside, inside = remaining_range(level)[index - 1 : index + 1]
    share = (outside - width) / (outside - inside)
    return float(place[index - 1] + share * (place[index] - place[index - 1]))


def remaining_range_of_windows(loss: FloatArray, starts: IntArray, windows: int) -> FloatArray:
    """Return max - min of the window means that lie wholly after each start.

    ``loss`` has shape (n,), ``starts`` shape (b,) holds indices into it; the log is cut into
    ``windows`` equal windows (n of them where it is shorter). After the last window's start
    nothing is left, so the range is 0. Shape (b,).
    """
    windows = min(windows, len(loss))
    edges = np.linspace(0, len(loss), windows + 1).astype(np.int64)
    mean = np.add.reduceat(loss, edges[:-1]) / np.diff(edges)
    first = np.minimum(np.searchsorted(edges[:-1], starts), windows - 1)
    return np.asarray(remaining_range(mean)[first])


def range_in_bands(reach: FloatArray, width: float) -> FloatArray:
    """Return the logarithm of ranges (n,) over a band's width, within ``FACTOR`` either way."""
    return np.asarray(np.log(np.clip(reach / width, 1.0 / FACTOR, FACTOR)))
