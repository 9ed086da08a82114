"""The level of a curve at one of its logged points, as it is told: one point has one level.

The falling curve tells it best, since it knows the whole log, unless what was logged from that
point on contradicts it: a spike or swings may have bent it, or it drops a little before or after
the loss. Then, and where none fits, the values themselves tell it, by their median over as many
points as the noise asks for and no slope forbids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.drawn_curve import is_falling, without_spikes
from convcheck.measures.clipping import NOISE_POINTS, bend_sigma
from convcheck.told_levels import MEDIAN_ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray

FEWEST = 3
"""Points of the shortest window, unless its first value lies between its neighbours."""
FEWEST_BENDS = 9
"""Points that the noise is taken from at least, though earlier ones may lie on a slope."""
NEAR = 0.1
"""Share of the points, from the one that is asked for, over which a level may be looked for."""
BEFORE = 2
"""Points before it that a level may be as high as: a smooth curve may pass it a little late."""
SIGMAS = 3.0
"""Standard errors by which values must miss the curve to contradict it."""
ALIKE = 1.5
"""Standard errors within which medians of few and of many points are one level: less than for a
contradiction, as more points gain little where they would cost a slope."""
SLACK = 0.001
"""Share of the range by which the curve may miss a clean loss: a twentieth of the band."""


@dataclass(frozen=True, slots=True)
class Later:
    """What was logged from a point on, single spikes pulled in."""

    loss: FloatArray
    """Shape (n,)."""
    noise: float
    """Deviation of single values, by their mean square: that of a mean, however skewed they are."""
    typical: float
    """The same by the median of the nearest: few leaps do not move it, nor does a later calm."""

    def contradicts(self, line: FloatArray | float, slack: float) -> bool:
        """Return whether mean and median of any window from the first point on miss a line.

        Values that are skewed have a median far from their mean, a burst has a mean of its own.
        """
        missed = self.loss - line
        return any(
            abs(float(np.mean(missed[:points]))) > SIGMAS * self.noise / points**0.5 + slack
            and abs(float(np.median(missed[:points]))) > SIGMAS * self.doubt(points) + slack
            for points in _lengths(FEWEST, len(missed))
        )

    def level(self, fewest: int, left: float) -> float:
        """Return the median of the longest window that agrees with all shorter ones, as to noise.

        ``fewest`` is how many points the shortest one has, ``left`` how far the level may still
        travel: where noise put a few values together, it is that much nearer to all that follow.
        """
        level, low, high, known = float(np.median(self.loss[:fewest])), -np.inf, np.inf, fewest
        for points in _lengths(fewest, len(self.loss)):
            found, doubt = float(np.median(self.loss[:points])), ALIKE * self.doubt(points)
            low, high = max(low, found - doubt), min(high, found + doubt)
            if low > high:
                break
            level, known = found, points
        later, reach = float(np.median(self.loss)), left + ALIKE * self.doubt(len(self.loss))
        off = level - min(max(level, later - reach), later + reach)
        most = SIGMAS * self.doubt(known)
        return level - min(max(off, -most), most)

    def doubt(self, points: int) -> float:
        """Return the standard error of the median of so many."""
        return self.typical * (MEDIAN_ERROR if points > 1 else 1.0) / float(np.sqrt(points))


def levels_at(curve: CurveProfile, rungs: Sequence[tuple[float, float]]) -> list[float]:
    """Return the level at the first logged point at or after the place of each rung, 0 to 1.

    Rungs are widths of bands with the place from which on the curve stays inside: of those that lie
    at one point the widest counts.
    """
    steps = [curve.logged_step(place) for _, place in rungs]
    found = [int(at) for at in np.searchsorted(curve.step, steps)]
    left: dict[int, float] = {}
    for at, (width, _) in zip(found, rungs, strict=True):
        left[at] = max(width, left.get(at, 0.0))
    line, calm = curve.mean_curve if is_falling(curve) else None, without_spikes(curve)
    levels = {at: _level(curve, line, calm, at, width) for at, width in left.items()}
    return [levels[at] for at in found]


def _level(
    curve: CurveProfile, line: FloatArray | None, calm: FloatArray, at: int, left: float
) -> float:
    """Return the level at a point: of a falling line, or else of what was logged from there on."""
    first = min(_after_explosion(curve, at), len(curve) - FEWEST)
    later = _later(calm, first, max(FEWEST, round(NEAR * len(curve))))
    fewest = 1 if first == at and _lies_between(calm, at) else FEWEST
    if line is None:
        return later.level(fewest, left)
    fitted, slack = line[first : first + len(later.loss)], SLACK * curve.total_range
    # A drop that the line makes too late shows in what was logged long after.
    if later.contradicts(fitted, slack) or later.contradicts(fitted[0], left):
        return later.level(fewest, left)
    shown = max(at, first)
    around = calm[max(0, shown - BEFORE) : first + len(later.loss)]
    return float(np.clip(line[shown], around.min(), around.max()))


def _after_explosion(curve: CurveProfile, at: int) -> int:
    """Return the first point from one on that no explosion at the start has thrown up."""
    if curve.contained is curve:
        return at
    return at + int(np.argmax(curve.loss[at:] <= curve.contained.loss[at:]))


def _later(loss: FloatArray, first: int, points: int) -> Later:
    """Return the points from one on, with the noise of more where they are few."""
    begin = max(0, min(first, len(loss) - FEWEST_BENDS))
    known = loss[begin : first + max(points, NOISE_POINTS)]
    noise = float(np.sqrt(np.mean(np.diff(known, 2) ** 2) / 6.0))  # as ``bend_sigma`` has it
    return Later(loss[first : first + points], noise, bend_sigma(known[:NOISE_POINTS]))


def _lies_between(loss: FloatArray, at: int) -> bool:
    """Return whether a value lies between its neighbours: then it is no outlier."""
    before, after = float(loss[max(at - 1, 0)]), float(loss[at + 1])
    return min(before, after) <= float(loss[at]) <= max(before, after)


def _lengths(fewest: int, points: int) -> list[int]:
    """Return the lengths of windows, each twice the one before, the last one of all points."""
    lengths = [fewest]
    while 2 * lengths[-1] < points:
        lengths.append(2 * lengths[-1])
    return [*lengths, points]
