"""Levels as they are told: where a curve ended, and how far that is above its lowest level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.breakaway import LEARNED
from convcheck.measures.clipping import GAUSSIAN_MAD, NOISE_POINTS, difference_sigma
from convcheck.measures.ends import END_SHARE, MOST_START_POINTS, START_SHARE, TIP_SHARE
from convcheck.measures.rise import MOST_WINDOWS, POINTS_A_WINDOW
from convcheck.measures.windows import equal_windows

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray

FEWEST_LAST = 3
"""Points whose median stands for the very end: the fewest that outvote one."""
SIGMAS = 4.0
"""Distance of two medians, in standard errors, from which they are not the same level."""
CLEAR_FALL = 3.0
"""Fall from the first points, in standard errors, that noise makes in one of 700 logs."""
CLEAR_DESCENT = 25.0
"""By how much a falling curve explains a log better than a constant once its fall is clear."""
EXPLODED = 0.1
"""Share of the first level: an end below it, where nothing was learned, tells of an explosion.
Only words hang on it."""
SURELY_LOST = 10.0
"""Fall and rise of a block's mean, in its standard errors, that are no play of chance: the lowest
of some hundred blocks is picked."""
MOST_OF_THE_CLIMB = 0.1
"""Share of the climb from which even a noisy level is no longer near its lowest: the rise that the
verdict asks for."""
WIDER = 2.0
"""Times more that means of windows may differ and still be alike: blocks tell it finely, and the
lowest of many windows lies low by chance."""
MEDIAN_ERROR = 1.2533
"""Standard error of a median over that of a mean, for Gaussian noise."""


@dataclass(frozen=True, slots=True)
class Climb:
    """How far a curve ended above its lowest level."""

    block: int
    """The block whose mean is lowest."""
    lowest: float
    """That mean."""
    end: float
    """The level at the end."""
    share: float
    """The way up from the lowest level, as a share of the range of all levels."""

    @property
    def size(self) -> float:
        """The way up itself."""
        return self.end - self.lowest


def climb(curve: CurveProfile) -> Climb:
    """Measure how far a curve of six points or more ended above its lowest level."""
    level = curve.blocks.mean
    block = int(np.argmin(level))
    lowest, end = float(level[block]), end_level(curve.loss)
    whole = max(float(level.max()), end) - lowest
    return Climb(block, lowest, end, (end - lowest) / (whole or 1.0))


def last_low(curve: CurveProfile, found: Climb, near: float) -> float:
    """Return the last step at which the level was as low as its lowest, within the noise.

    ``near`` counts standard errors. From there it rose: where the lowest level itself lies is
    chance while the curve rests. The means of windows tell it to within one of them, as single
    blocks may dip later by noise; the blocks until the end of the next window tell it finely.
    """
    count = max(3, min(MOST_WINDOWS, len(curve) // POINTS_A_WINDOW))
    level, blocks = equal_windows(curve.despiked, count).mean, curve.blocks
    lowest, near = float(level.min()), max(near, 0.0)
    noise = _noise_at(curve, found) * float(np.sqrt(blocks.correlation))
    error = WIDER * noise * float(np.sqrt(2.0 * count / len(curve)))
    most = MOST_OF_THE_CLIMB * max(found.end - lowest, 0.0)
    window = int(np.flatnonzero(level <= lowest + min(near * error, most))[-1])
    until = len(curve) * (window + 2) // count
    error = noise / float(np.sqrt(blocks.count[found.block]))
    # The lowest of several that rest lies below them by chance, but hardly below their own mean.
    alike = int(np.sum(blocks.mean <= found.lowest + 2.0 * near * error))
    chance = min(max(lowest - found.lowest, 0.0), error * float(np.sqrt(2.0 * np.log(alike))))
    doubt = min(near * error + chance, MOST_OF_THE_CLIMB * max(found.size, 0.0))
    low = found.lowest + doubt
    lying = np.flatnonzero(blocks.mean <= low)
    last = int(lying[blocks.edges[lying + 1] <= max(until, blocks.edges[lying[0] + 1])][-1])
    begin, end = (int(edge) for edge in blocks.edges[last : last + 2])
    loss = curve.despiked[begin:end]
    # Rounding may put the mean of equal values below them.
    return float(curve.step[begin + int(np.flatnonzero(loss <= max(low, loss.min()))[-1])])


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


def lost_again(curve: CurveProfile) -> Climb | None:
    """Return the climb of a curve that surely came down, and lost more than half of that again."""
    found = climb(curve)
    fall, error = curve.ends.start - found.lowest, float(curve.blocks.variance[found.block]) ** 0.5
    surely = fall > SURELY_LOST * error and found.size > SURELY_LOST * error
    learned = not curve.positive or fall > LEARNED * curve.ends.start
    return found if surely and learned and found.size > 0.5 * fall else None


def end_level(loss: FloatArray) -> float:
    """Return the level at which a series, shape (n,), n >= 1, ended.

    It is the median of the last 5 %, or of fewer where the last three points lie elsewhere: what a
    jump or a slope left behind is not the end.
    """
    points = max(1, round(TIP_SHARE * len(loss)))
    last = float(np.median(loss[-FEWEST_LAST:]))
    noise = difference_sigma(loss[-max(points, NOISE_POINTS) :])
    while points > FEWEST_LAST:
        error = MEDIAN_ERROR * noise * np.sqrt(1 / FEWEST_LAST + 1 / points)
        if abs(float(np.median(loss[-points:])) - last) <= SIGMAS * error:
            break
        points = max(points // 2, FEWEST_LAST)
    return float(np.median(loss[-points:]))


def fell_beyond_noise(curve: CurveProfile) -> bool:
    """Return whether a fall shows: in the whole curve, or beyond the noise of its first points.

    A fall to a small part of the start does whatever the noise, which the start may have made.
    """
    exploded = curve.positive and curve.ends.end < EXPLODED * curve.ends.start
    if exploded or curve.fit.descent >= CLEAR_DESCENT:
        return True
    first, last = start_points(len(curve)), max(1, round(END_SHARE * len(curve)))
    error = MEDIAN_ERROR * curve.noise * np.sqrt(1 / first + 1 / last)
    return bool(curve.ends.fall > CLEAR_FALL * error)


def start_points(points: int) -> int:
    """Return how many of a curve's points its start is the median of."""
    return min(max(1, round(START_SHARE * points)), MOST_START_POINTS)
