"""When a curve that rose was last as low as its lowest level, within the noise.

Where the lowest level itself lies is chance while the curve rests: the rise begins where it was low
for the last time. Windows tell that to within one of them, as their means hardly dip by noise;
blocks tell it finely, but single ones may dip later, so they count only until the window after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import GAUSSIAN_MAD, NOISE_POINTS, difference_sigma
from convcheck.measures.rise import MOST_WINDOWS, POINTS_A_WINDOW
from convcheck.measures.windows import equal_windows

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.measures.blocks import Blocks
    from convcheck.model import FloatArray
    from convcheck.told_levels import Climb

MOST_OF_THE_CLIMB = 0.1
"""Share of the climb from which even a noisy level is no longer near its lowest: the rise that the
verdict asks for."""
EXPLODED = 200.0
"""Times its lowest level from which a loss has exploded: the noise measured beside the climb, and
even the share of it that is no rise, are then many times that level."""
STILL_NEAR = 2.0
"""Times its lowest level within which a loss that exploded was still near it."""
WIDER = 2.0
"""Times more that means of windows may differ and still be alike: blocks tell it finely, and the
lowest of many windows lies low by chance."""


def last_low(curve: CurveProfile, found: Climb, near: float) -> float:
    """Return the last step at which the level was as low as its lowest, within the noise.

    ``near`` counts the standard errors within which two levels are alike.
    """
    near = max(near, 0.0)
    noise = _noise_at(curve, found) * float(np.sqrt(curve.blocks.correlation))
    windows = _window_means(curve)
    until = _end_of_rest(windows, len(curve), found.end, near, noise)
    low = _highest_low(curve.blocks, found, float(windows.min()), near, noise)
    if curve.positive and 0 < EXPLODED * found.lowest < found.end:
        low = min(low, STILL_NEAR * found.lowest)
    return _last_point(curve, _last_block(curve.blocks, low, until), low)


def _noise_at(curve: CurveProfile, found: Climb) -> float:
    """Return the noise of single points where a curve is lowest: elsewhere it may be another.

    Second differences of three points, of deviation sqrt(6), do not know of the slope, which is
    another on either side; where most of them are zero, values were held.
    """
    begin, end = (int(edge) for edge in curve.blocks.edges[found.block : found.block + 2])
    around = max(end - begin, NOISE_POINTS // 2)
    loss = curve.despiked[max(0, begin - around) : end + around]
    bends = GAUSSIAN_MAD * float(np.median(np.abs(np.diff(loss, n=2)))) / float(np.sqrt(6.0))
    return bends or difference_sigma(loss)


def _window_means(curve: CurveProfile) -> FloatArray:
    """Return the means of the windows that the measure of the rise looks at, shape (w,)."""
    count = max(3, min(MOST_WINDOWS, len(curve) // POINTS_A_WINDOW))
    return equal_windows(curve.despiked, count).mean


def _end_of_rest(means: FloatArray, points: int, end: float, near: float, noise: float) -> int:
    """Return the point by which the curve has risen: the end of the window after the last low one.

    ``means`` has shape (w,); ``end`` is the level at the end.
    """
    windows, lowest = len(means), float(means.min())
    error = WIDER * noise * float(np.sqrt(2.0 * windows / points))
    low = np.flatnonzero(means <= lowest + _well_below(near * error, end - lowest))
    return points * (int(low[-1]) + 2) // windows


def _highest_low(blocks: Blocks, found: Climb, resting: float, near: float, noise: float) -> float:
    """Return the highest level of a block that still counts as the lowest.

    The lowest of several blocks that rest lies below them by chance, as far as the lowest of so
    many draws does, but hardly below their own mean, which is about that of the lowest window,
    ``resting``.
    """
    error = noise / float(np.sqrt(blocks.count[found.block]))
    alike = int(np.sum(blocks.mean <= found.lowest + 2.0 * near * error))
    of_so_many = error * float(np.sqrt(2.0 * np.log(alike)))
    chance = min(max(resting - found.lowest, 0.0), of_so_many)
    return found.lowest + _well_below(near * error + chance, found.size)


def _well_below(doubt: float, size: float) -> float:
    """Return a doubt about the lowest level, at most the share of the climb that is no rise."""
    return min(doubt, MOST_OF_THE_CLIMB * max(size, 0.0))


def _last_block(blocks: Blocks, low: float, until: int) -> int:
    """Return the last low block that ends by a point; the first one where all end later."""
    lying = np.flatnonzero(blocks.mean <= low)
    in_time = lying[blocks.edges[lying + 1] <= until]
    return int(in_time[-1] if len(in_time) else lying[0])


def _last_point(curve: CurveProfile, block: int, low: float) -> float:
    """Return the step of the last low point of a low block."""
    begin, end = (int(edge) for edge in curve.blocks.edges[block : block + 2])
    loss = curve.despiked[begin:end]
    reached = max(low, float(loss.min()))  # rounding may put the mean of equal values below them
    return float(curve.step[begin + int(np.flatnonzero(loss <= reached)[-1])])
