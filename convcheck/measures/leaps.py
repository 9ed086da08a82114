"""Leaps: few points that stand far above all ordinary noise, and levels that leapt for good.

A leap happens at once: the record before it is still at the level. What grows over several records
is a swing or a divergence, and what lies in the first steps belongs to the start of the training.

Noise may have any tail, so no multiple of a standard deviation tells a spike. A spike stands
apart: sorted by height, the peaks have a gap below the spikes. How wide a gap chance makes is read
off the ordinary peaks below it: for a power-law tail k ln(p_k / p_k+1) is exponential with mean
1 / alpha (Hill, 1975), and a Gaussian tail falls faster than any of these.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.bounce import measure_bounce
from convcheck.measures.clipping import difference_sigma

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

WINDOWS = 40
"""Windows whose medians stand for the level; a spike of fewer than half a window is outvoted."""
FEWEST_A_WINDOW = 7
"""Points that a median needs to outvote a spike of three."""
CANDIDATES = 400
"""Highest points looked at: enough for all spikes and for the ordinary peaks below them."""
SIDES = (3, 7)
"""Points on either side that a peak must overtop: fewest and most."""
SIDE_SHARE = 0.05
"""The same as a share of the points: in a short log the mean curve moves on within a few."""
MOST_SPIKES = 12
"""More peaks than this belong to the noise."""
TAIL_PEAKS = 12
"""Ordinary peaks that the tail is read off: few enough to be tail, enough for a mean."""
FEWEST_TAIL_PEAKS = 5
"""With fewer the tail is not known, and only a very wide gap counts."""
UNKNOWN_TAIL = 0.5
"""1 / alpha where it is not known: the heaviest tail that still has a variance."""
LEAST_RATIO = 1.5
"""A spike is at least half again as high as any ordinary peak: else nobody would call it one."""
LEAST_SIGMAS = 6.0
"""Height of the highest spike in sigmas of the noise around it, which may be louder there than
elsewhere: no Gaussian value of a million lies so far out."""
START_SHARE, START_POINTS = 0.05, 5
"""The first steps, as a share of the points and in points: momentum builds up, a rate is not yet
warmed up, and there is no level that a point could leap from."""
LEAST_SHARE = 1e-9
"""Of the range: so high is an ordinary peak of a series without any noise."""
LIGHTEST_TAIL = 0.12
"""1 / alpha of the highest few of some hundred Gaussian values: no noise is lighter."""
NOISE_PEAK = 2.5
"""Standard deviations that the peaks of a few hundred noisy points reach."""
BACK = 0.25
"""Share of a leap that may be left once it counts as recovered, or be there before it."""
NOISE_REACH = 25
"""Points on either side that the noise around a spike is taken from."""
AFTERMATH = 4
"""Points after a spike that may still be recovering."""


@dataclass(frozen=True, slots=True)
class Leaps:
    """Spikes of a series."""

    spikes: IntArray
    """Shape (k,): indices of the peaks, in the order of the log."""
    height: FloatArray
    """Shape (k,): height of each above both its sides."""
    gap: float
    """Lowest spike over highest ordinary peak; 1 where there is none."""
    drop: float
    """How far the level of the run moved, from medians."""
    lasting: int | None
    """Index after which the level stayed up, where it leapt for good."""
    unrest: float = 0.0
    """Swing of the last part of the run without its spikes, over the height of the highest; noise,
    which has no memory, does not count."""


def find_leaps(loss: FloatArray, least_gap: float, least_height: float) -> Leaps:
    """Find spikes of a series, shape (n,), n >= 6.

    ``least_gap`` is the gap that sets spikes apart, in gaps that chance makes; ``least_height``
    their least height as a share of how far the level moved.
    """
    n = len(loss)
    parts = max(3, min(WINDOWS, n // FEWEST_A_WINDOW))
    edges = np.linspace(0, n, parts + 1).astype(int)
    level = np.array([np.median(loss[a:b]) for a, b in itertools.pairwise(edges.tolist())])
    low, high = np.percentile(level, [5, 95])
    high = max(high, level[0], float(np.median(loss[:3])))
    drop = float(max(high - low, 1e-12 * max(1.0, abs(high))))
    middle = 0.5 * (edges[:-1] + edges[1:] - 1)
    peaks, heights = _peaks(loss, loss - np.interp(np.arange(n), middle, level))
    # On a slope few points overtop both sides: noise alone would reach this height.
    usual = max(NOISE_PEAK * difference_sigma(loss), LEAST_SHARE * float(np.ptp(loss)))
    known = np.maximum(heights, usual)
    count, gap = _set_apart(known[known > 0], least_gap, least_height * drop)
    leapt = _at_once(loss, peaks[:count], heights[:count])
    order = np.argsort(peaks[:count][leapt])
    spikes, height = peaks[:count][leapt][order], heights[:count][leapt][order]
    unrest = 0.0
    if len(spikes):
        rest = _without(loss, spikes)
        highest = int(spikes[height.argmax()])
        if height.max() < LEAST_SIGMAS * _noise_around(rest, highest):
            spikes, height = spikes[:0], height[:0]
        else:
            bounce = measure_bounce(rest, least_height * drop)
            memory = np.sqrt(max(0.0, 1.0 - bounce.ratio))
            unrest = float(bounce.amplitude * memory / height.max())
    lasting = _lasting(level, loss, edges, least_height * drop)
    return Leaps(spikes, height, gap if len(spikes) else 1.0, drop, lasting, unrest)


def _at_once(loss: FloatArray, peaks: IntArray, heights: FloatArray) -> BoolArray:
    """Return which peaks rose within one record and lie beyond the first steps."""
    begin = max(START_POINTS, START_SHARE * len(loss))
    before = loss[np.maximum(peaks - 1, 0)]
    return np.asarray((peaks >= begin) & (before <= loss[peaks] - (1.0 - BACK) * heights))


def _without(loss: FloatArray, spikes: IntArray) -> FloatArray:
    """Return the series with straight lines in the place of its spikes."""
    gone = np.zeros(len(loss), dtype=bool)
    for at in spikes.tolist():
        gone[max(0, at - 1) : at + AFTERMATH + 1] = True
    kept = np.flatnonzero(~gone)
    if len(kept) < 2:
        return loss
    return np.asarray(np.interp(np.arange(len(loss)), kept, loss[kept]))


def _noise_around(loss: FloatArray, at: int) -> float:
    return difference_sigma(loss[max(0, at - NOISE_REACH) : at + NOISE_REACH + 1])


def _peaks(loss: FloatArray, above: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the highest peaks and their heights above both sides, highest first."""
    n = len(loss)
    some = min(CANDIDATES, n)
    highest = np.argpartition(above, n - some)[n - some :]
    highest = highest[np.argsort(-loss[highest], kind="stable")]
    reach = max(2, n // 200)
    side = min(max(SIDES[0], round(SIDE_SHARE * n)), SIDES[1])
    taken = np.zeros(n, dtype=bool)
    peaks, heights = [], []
    for at in highest.tolist():
        if taken[at] or at == 0 or at == n - 1:
            continue
        taken[max(0, at - reach) : at + reach + 1] = True
        before = float(np.median(loss[max(0, at - side) : at]))
        after = float(np.median(loss[at + 1 : at + 1 + side]))
        peaks.append(at)
        heights.append(float(loss[at]) - max(before, after))
    order = np.argsort(-np.array(heights), kind="stable")
    return np.array(peaks, dtype=int)[order], np.array(heights)[order]


def _set_apart(known: FloatArray, least_gap: float, least_height: float) -> tuple[int, float]:
    """Return how many of the heights, highest first, stand apart, and by what factor."""
    for count in range(min(MOST_SPIKES, max(1, len(known) // 3), len(known) - 1), 0, -1):
        lowest, ordinary = float(known[count - 1]), float(known[count])
        usual = least_gap * _tail(known, count)
        if lowest > LEAST_RATIO * ordinary and count * np.log(lowest / ordinary) > usual:
            # Small ones stand apart too; those that hurt are told.
            return int(np.sum(known[:count] >= least_height)), lowest / ordinary
    return 0, 1.0


def _tail(heights: FloatArray, skip: int) -> float:
    """Return 1 / alpha of the tail below the first ``skip`` heights (Hill, 1975)."""
    tail = heights[skip : skip + TAIL_PEAKS]
    if len(tail) <= FEWEST_TAIL_PEAKS:
        return UNKNOWN_TAIL
    rank = np.arange(skip + 1, skip + len(tail))
    return max(LIGHTEST_TAIL, float(np.mean(rank * np.log(tail[:-1] / tail[1:]))))


def _lasting(level: FloatArray, loss: FloatArray, edges: IntArray, least: float) -> int | None:
    """Return where the level, of windows, leapt up and did not come back."""
    rises = np.diff(level)
    at = int(np.argmax(rises))
    spread = float(np.median(np.abs(np.diff(loss)))) / np.sqrt(edges[1] - edges[0])
    spread = max(spread, float(np.median(np.abs(rises))))
    later = float(level[at + 1 :].min())
    stays = later > level[at] + BACK * rises[at] and at + 2 < len(level)
    steep = rises[at] > max(least, 8.0 * spread)
    if not (stays and steep):
        return None
    begin = int(edges[at])
    jump = begin + int(np.argmax(np.diff(loss[begin : edges[at + 2]])))
    at_once = loss[jump + 1] - loss[jump] > (1.0 - BACK) * rises[at]
    return jump + 1 if at_once and jump >= START_SHARE * len(loss) else None
