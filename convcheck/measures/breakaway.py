"""Whether the last points of a log broke away from all that went before.

What happens in the last hundredth of a run is lost in every mean and median of its end, and yet a
log often ends there because somebody saw it happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import GAUSSIAN_MAD, difference_sigma

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray

LONGEST = 0.06
"""Share of a log, at most, that can break away: what lasts longer shows in the windows' means."""
SHORTEST = 0.005
"""Share of a log, at least: as of values that are not finite."""
FEWEST = 3
"""Points, at least: spikes are shorter."""
BEFORE = 0.2
"""Share of a log just before that shows the level and the noise."""
FEWEST_BEFORE = 20
"""Points that must go before, so that their spread means something."""
CALM = 0.5
"""Share of a log from which on a loss must have kept what it lost then."""
SIGMAS = 6.0
"""Robust standard deviations of what went before: noise does not leave them for three points."""
ROUNDING = 2.0
"""Steps of the last digit logged within which a value may lie by rounding and a little noise."""
LOST = 0.25
"""Share of the fall that must be lost: less has not diverged, however sure it is."""
BEYOND = 1.0 / 3.0
"""Share of the whole range before by which a fall goes beyond it."""
LEARNED = 0.04
"""Share of its level by which a loss above zero must fall to have learned anything."""
LAST = 2
"""Values that tell where the log ends: one alone may be noise."""
TURNED = 0.5
"""Share of the farthest at which the last values are no longer there."""
MOST_VALUES = 20_000
"""Last values that rounding is looked for in: more show no other digit but take long to sort."""


@dataclass(frozen=True, slots=True)
class Breakaway:
    """The last points of a log, where they broke away."""

    first: int
    """Index of the first of them."""
    height: float
    """How far above the level before they have come; negative where they fell."""
    fall: float
    """How far the loss had fallen before."""
    returning: bool = False
    """Whether the very last points are on their way back: less than half as far away as others."""

    @property
    def lost(self) -> float:
        """Share of the fall that is lost, 1 at most."""
        return min(self.height / self.fall, 1.0)


def find_breakaway(loss: FloatArray) -> Breakaway | None:
    """Find out whether the end of a loss, shape (n,), lost part of its fall or fell far on.

    A rise counts only where the loss had surely fallen, and was nowhere as high in the second half
    of the run: what has just happened before may pass again. A fall must be large enough for
    learning, which only shows in a loss above zero. Both must exceed noise and rounding.
    """
    count = len(loss)
    longest = round(LONGEST * count)
    rest = count - longest
    if longest < FEWEST or rest < FEWEST_BEFORE:
        return None
    before = loss[rest - max(round(BEFORE * count), FEWEST) : rest]
    level = float(np.median(before))
    noise = max(SIGMAS * robust_sigma(before), ROUNDING * _last_digit(loss))
    fall = float(np.median(loss[:FEWEST])) - level
    points = _risen(loss, rest, level, noise, fall) or _fallen(loss, rest, noise, fall)
    if points < max(FEWEST, SHORTEST * count):
        return None
    away = np.abs(loss[-points:] - level)
    returning = bool(away[-LAST:].max() < TURNED * away.max())
    return Breakaway(count - points, _reached(loss, points) - level, fall, returning)


def _risen(loss: FloatArray, rest: int, level: float, noise: float, fall: float) -> int:
    """Count the points at the end that lost part of the fall; none where it had not fallen."""
    points = _at_the_end(loss[rest:] > level + noise)
    if not points or fall <= noise:
        return 0
    lost = level + LOST * fall
    calm = float(loss[round(CALM * len(loss)) : rest].max()) < lost
    return points if calm and _reached(loss, points) >= lost else 0


def _fallen(loss: FloatArray, rest: int, noise: float, fall: float) -> int:
    """Count the points at the end that fell far below all before; a value that stays is no fall."""
    lowest = float(loss[:rest].min())
    points = _at_the_end(loss[rest:] < lowest - noise)
    if not points or np.ptp(loss[-points:]) == 0.0:
        return 0
    low, high = np.quantile(loss[:rest], [0.02, 0.98])
    least = max(BEYOND * max(float(high - low), fall), LEARNED * lowest)
    return points if _reached(loss, points) <= lowest - least else 0


def _reached(loss: FloatArray, points: int) -> float:
    """Return the level that the second half of the last points has reached."""
    return float(np.median(loss[-max(1, points // 2) :]))


def robust_sigma(value: FloatArray) -> float:
    """Return a robust standard deviation, of the values or of their jumps, whichever is larger."""
    spread = GAUSSIAN_MAD * float(np.median(np.abs(value - np.median(value))))
    return max(spread, difference_sigma(value))


def _last_digit(loss: FloatArray) -> float:
    """Return the smallest difference between two of the last values, zero where all are alike."""
    gaps = np.diff(np.unique(loss[-MOST_VALUES:]))
    return float(gaps.min()) if gaps.size else 0.0


def _at_the_end(inside: BoolArray) -> int:
    """Count the points at the end that are all inside."""
    outside = np.flatnonzero(~inside)
    return len(inside) - (int(outside[-1]) + 1 if len(outside) else 0)
