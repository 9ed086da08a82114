"""Whether the last points of a log broke away from all that went before.

What happens in the last hundredth of a run is lost in every mean and median of its end, and yet a
log often ends there because somebody saw it happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

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
LOST = 0.25
"""Share of the fall that must be lost: less has not diverged, however sure it is."""
BEYOND = 1.0 / 3.0
"""Share of the whole range before by which a fall goes beyond it."""
LEARNED = 0.04
"""Share of its level by which a loss above zero must fall to have learned anything."""


@dataclass(frozen=True, slots=True)
class Breakaway:
    """The last points of a log, where they broke away."""

    first: int
    """Index of the first of them."""
    height: float
    """How far above the level before they have come; negative where they fell."""
    fall: float
    """How far the loss had fallen before."""

    @property
    def lost(self) -> float:
        """Share of the fall that is lost, 1 at most."""
        return min(self.height / self.fall, 1.0)


def find_breakaway(loss: FloatArray) -> Breakaway | None:
    """Find out whether the end of a loss, shape (n,), lost half of its fall or fell far on.

    A rise counts only where the loss had surely fallen, and was nowhere as high in the second half
    of the run: what has just happened before may pass again. A fall must be large enough
    for learning, which only shows in a loss above zero.
    """
    count = len(loss)
    longest = round(LONGEST * count)
    rest = count - longest
    if longest < FEWEST or rest < FEWEST_BEFORE:
        return None
    before = loss[rest - max(round(BEFORE * count), FEWEST) : rest]
    level, noise = float(np.median(before)), SIGMAS * _sigma(before)
    fall = float(np.median(loss[:FEWEST])) - level
    highest, lowest = float(loss[round(CALM * count) : rest].max()), float(loss[:rest].min())
    low, high = np.quantile(loss[:rest], [0.02, 0.98])
    rise = _end(loss[rest:] - (level + noise))
    if fall > noise and rise and highest < level + LOST * fall <= _reached(loss, rise):
        points = rise
    else:
        points = _end(lowest - noise - loss[rest:])
        least = max(BEYOND * float(high - low), LEARNED * lowest)
        if points and _reached(loss, points) > lowest - least:
            return None
    if points < max(FEWEST, SHORTEST * count):
        return None
    return Breakaway(count - points, _reached(loss, points) - level, fall)


def _reached(loss: FloatArray, points: int) -> float:
    """Return the level that the second half of the last points has reached."""
    return float(np.median(loss[-max(1, points // 2) :]))


def _sigma(value: FloatArray) -> float:
    """Return a robust standard deviation, of the values or of their jumps, whichever is larger."""
    jumps = np.diff(value)
    spread = np.median(np.abs(value - np.median(value)))
    rough = np.median(np.abs(jumps - np.median(jumps))) / np.sqrt(2.0)
    return 1.4826 * float(max(spread, rough))


def _end(excess: FloatArray) -> int:
    """Count the points at the end that all exceed."""
    inside = np.flatnonzero(excess <= 0.0)
    return len(excess) - (int(inside[-1]) + 1 if len(inside) else 0)
