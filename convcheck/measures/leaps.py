"""Leaps: few points that stand far above all ordinary noise, and levels that leapt for good.

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

from convcheck.measures.clipping import difference_sigma

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

WINDOWS = 40
"""Windows whose medians stand for the level; a spike of fewer than half a window is outvoted."""
FEWEST_A_WINDOW = 7
"""Points that a median needs to outvote a spike of three."""
CANDIDATES = 400
"""Highest points looked at: enough for all spikes and for the ordinary peaks below them."""
SIDE = 7
"""Points on either side that a peak must overtop."""
MOST_SPIKES = 12
"""More peaks than this belong to the noise."""
TAIL_PEAKS = 12
"""Ordinary peaks that the tail is read off: few enough to be tail, enough for a mean."""
FEWEST_TAIL_PEAKS = 5
"""With fewer the tail is not known, and only a very wide gap counts."""
UNKNOWN_TAIL = 0.5
"""1 / alpha where it is not known: the heaviest tail that still has a variance."""
LEAST_RATIO = 2.0
"""A spike is at least twice as high as any ordinary peak: else nobody would call it one."""
LIGHTEST_TAIL = 0.12
"""1 / alpha of the highest few of some hundred Gaussian values: no noise is lighter."""
NOISE_PEAK = 2.5
"""Standard deviations that the peaks of a few hundred noisy points reach."""
BACK = 0.25
"""Share of a leap that may be left once it counts as recovered."""


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
    known = np.maximum(heights, NOISE_PEAK * difference_sigma(loss))
    count, gap = _set_apart(known[known > 0], least_gap, least_height * drop)
    order = np.argsort(peaks[:count])
    lasting = _lasting(level, loss, edges, least_height * drop)
    return Leaps(peaks[:count][order], heights[:count][order], gap, drop, lasting)


def _peaks(loss: FloatArray, above: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the highest peaks and their heights above both sides, highest first."""
    n = len(loss)
    some = min(CANDIDATES, n)
    highest = np.argpartition(above, n - some)[n - some :]
    highest = highest[np.argsort(-loss[highest], kind="stable")]
    reach = max(2, n // 200)
    taken = np.zeros(n, dtype=bool)
    peaks, heights = [], []
    for at in highest.tolist():
        if taken[at] or at == 0 or at == n - 1:
            continue
        taken[max(0, at - reach) : at + reach + 1] = True
        before = float(np.median(loss[max(0, at - SIDE) : at]))
        after = float(np.median(loss[at + 1 : at + 1 + SIDE]))
        peaks.append(at)
        heights.append(float(loss[at]) - max(before, after))
    order = np.argsort(-np.array(heights), kind="stable")
    return np.array(peaks, dtype=int)[order], np.array(heights)[order]


def _set_apart(known: FloatArray, least_gap: float, least_height: float) -> tuple[int, float]:
    """Return how many of the heights, highest first, stand apart, and by what factor."""
    for count in range(min(MOST_SPIKES, len(known) // 3), 0, -1):
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
    return int(edges[at + 1]) if stays and steep else None
