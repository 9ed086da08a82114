"""Levels as they are told: where a curve ended, and how far that is above its lowest level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.breakaway import LEARNED
from convcheck.measures.clipping import GAUSSIAN_MAD, NOISE_POINTS, difference_sigma
from convcheck.measures.ends import END_SHARE, MOST_START_POINTS, START_SHARE, TIP_SHARE
from convcheck.rule import Verdict
from convcheck.wording import APART
from convcheck.wording import loss as loss_words

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.findings import Projection
    from convcheck.model import FloatArray
    from convcheck.profile import Profile

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
MADE_BY_FEW = 10.0
"""Times what half of the values scatter by from which a few leaps, and no noise, made the rest: of
191 labelled logs whose noise was said to hide the band none has more than 8.5, and of 57 whose
validation was called noisy 6.9."""
SURELY_LOST = 10.0
"""Fall and rise of a block's mean, in its standard errors, that are no play of chance: the lowest
of some hundred blocks is picked."""
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


def explosion_peak(curve: CurveProfile) -> int | None:
    """Return the index of the height to which a start exploded; None where it did not."""
    if curve.contained is curve:
        return None
    return int(np.argmax(curve.loss[: len(curve) // 2]))


def counted(profile: Profile) -> CurveProfile:
    """Return the curve that the reason is told of, whose drop all else is to be held against.

    A settling is told of the whole curve, all else without an explosion at its start.
    """
    decision, curve = profile.decision, profile.objective
    settled = (decision.leaning or decision.verdict) is Verdict.CONVERGED
    return curve if settled else curve.contained


def told_projection(profile: Profile) -> Projection | None:
    """Return what as many steps again would bring, as a share of the drop that the reason tells.

    The way back from an explosion is over, and says nothing of what is to come.
    """
    whole, curve = profile.projection, profile.objective.contained
    if whole is None or curve is profile.objective:
        return whole
    ahead, drop = curve.further(), counted(profile).total_range
    interval = (ahead.low, ahead.high)
    return replace(whole, gain=ahead.gain, interval=interval, share_of_drop=ahead.gain / drop)


def visibility(curve: CurveProfile, width: float) -> float:
    """Return a band's width over the standard error of the final level.

    What an explosion at the start leaves of a fitted curve is no noise of the end.
    """
    return curve.contained.visibility(width)


def has_noise(curve: CurveProfile) -> bool:
    """Return whether most values scatter as the noise says, and it was not made by a few leaps."""
    late = np.abs(curve.residual[len(curve) // 2 :])
    return bool(curve.noise <= MADE_BY_FEW * GAUSSIAN_MAD * float(np.median(late)))


def climb(curve: CurveProfile) -> Climb:
    """Measure how far a curve of six points or more ended above its lowest level."""
    level = curve.blocks.mean
    block = int(np.argmin(level))
    lowest, end = float(level[block]), end_level(curve.loss)
    whole = max(float(level.max()), end) - lowest
    return Climb(block, lowest, end, (end - lowest) / (whole or 1.0))


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
    return float(np.median(loss[-end_points(loss) :]))


def end_points(loss: FloatArray) -> int:
    """Return how many of the last points the level at the end is the median of."""
    points = max(1, round(TIP_SHARE * len(loss)))
    last = float(np.median(loss[-FEWEST_LAST:]))
    noise = difference_sigma(loss[-max(points, NOISE_POINTS) :])
    while points > FEWEST_LAST:
        error = MEDIAN_ERROR * noise * np.sqrt(1 / FEWEST_LAST + 1 / points)
        if abs(float(np.median(loss[-points:])) - last) <= SIGMAS * error:
            break
        points = max(points // 2, FEWEST_LAST)
    return min(points, len(loss))


def told_end(loss: FloatArray, points: int, sign: float = 1.0) -> str:
    """Return the median of the last points of a series, and of how many where the last lies apart.

    Who looks the end up reads the last value logged, and would find that denied.
    """
    told = loss_words(sign * float(np.median(loss[-points:])))
    return told if ends_as_logged(loss, points) else f"about {told} over its last {points} points"


def ends_as_logged(loss: FloatArray, points: int) -> bool:
    """Return whether the last value of a series lies near the median of its last points."""
    level = float(np.median(loss[-points:]))
    return abs(float(loss[-1]) - level) <= APART * abs(level)


def fell_beyond_noise(curve: CurveProfile) -> bool:
    """Return whether a fall shows: in the whole curve, or beyond the noise of its first points.

    A fall to a small part of the start does whatever the noise, which the start may have made.
    """
    exploded = curve.positive and curve.ends.end < EXPLODED * curve.ends.start
    if exploded or curve.fit.descent >= CLEAR_DESCENT:
        return True
    first, last = start_points(len(curve)), last_points(len(curve))
    error = MEDIAN_ERROR * curve.noise * np.sqrt(1 / first + 1 / last)
    return bool(curve.ends.fall > CLEAR_FALL * error)


def start_points(points: int) -> int:
    """Return how many of a curve's points its start is the median of."""
    return min(max(1, round(START_SHARE * points)), MOST_START_POINTS)


def last_points(points: int) -> int:
    """Return how many of a curve's points its end is the median of."""
    return max(1, round(END_SHARE * points))


def told_start(curve: CurveProfile, sign: float = 1.0) -> str:
    """Return the level at which a curve began, as ``of_the_start`` has it."""
    return of_the_start(curve, loss_words(sign * curve.ends.start))


def of_the_start(curve: CurveProfile, level: str) -> str:
    """Return the level of the start, and of how many points it is where that is another value.

    Who looks a start up reads the first value logged, and would find that denied.
    """
    if begins_as_logged(curve):
        return level
    return f"about {level} over its first {start_points(len(curve))} points"


def begins_as_logged(curve: CurveProfile) -> bool:
    """Return whether the level of the start is, in the digits told, the first value logged."""
    return loss_words(curve.ends.start) == loss_words(float(curve.loss[0]))
