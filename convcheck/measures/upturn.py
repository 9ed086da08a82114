"""Whether a curve turned up after its best: where, by how much, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import difference_sigma
from convcheck.measures.ranks import MOST_RANKED

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

SMOOTH_SHARE = 0.1
"""Share of the points that a level is averaged over: a rise worth the name lasts longer."""
LONGEST = 401
"""Longest window in points: beyond it noise is averaged out well enough."""
FEIGNED = 3.0
"""Standard errors by which noise makes the lowest of some dozens of levels look too low."""
SAME = 2.0
"""Standard errors of a difference within which two levels cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Upturn:
    """A rise from the best level to the end."""

    best: int
    """Index of the lowest level."""
    best_range: tuple[int, int]
    """First and last index of the levels that cannot be told from the lowest, and one further on
    both sides: between two evaluations nobody looked."""
    lowest: float
    """The lowest level."""
    end: float
    """The level at the end."""
    drop: float
    """From the highest level before the best to the best."""
    window: int
    """Points that a level is averaged over."""
    error: float
    """Standard error of one level."""
    level: FloatArray
    """Shape (n,): the levels."""
    climb: float
    """Spearman's rank correlation of loss and step since the best: 1 for a steady rise."""

    @property
    def size(self) -> float:
        """How far it rose."""
        return max(0.0, self.end - self.lowest)

    @property
    def z(self) -> float:
        """The rise in standard errors of the difference of two levels."""
        error = np.sqrt(2.0) * self.error
        return self.size / error if error > 0 else (np.inf if self.size > 0 else 0.0)

    def onset(self, share: float) -> int:
        """Return the index from which it stays above its lowest by this share of its drop."""
        reach = self.lowest + share * self.drop
        below = np.flatnonzero(self.level <= reach)
        return int(min(below[-1] + 1, len(self.level) - 1))


def measure_upturn(loss: FloatArray) -> Upturn:
    """Measure the upturn of a series, shape (n,), n >= 4, freed of spikes."""
    n = len(loss)
    window = min(LONGEST, max(1, int(SMOOTH_SHARE * n)) | 1)
    reach = _reach(n, window)
    level = _levels(loss, reach)
    sigma = difference_sigma(loss[n // 3 :] if n >= 12 else loss)
    error = sigma / np.sqrt(window)
    # Towards the ends a level is one of few points: it must be lower by what that may feign.
    best = int(np.argmin(level + FEIGNED * sigma / np.sqrt(2 * reach + 1)))
    lowest = float(level[best])
    first, last = _around(level <= lowest + SAME * np.sqrt(2.0) * error)
    # What came before the best is no part of the end: a fall that goes on would look like a rise.
    last_points = max(best, n - max(window, 2)) if n >= 8 else n - 1
    end = float(np.mean(loss[last_points:]))
    top = float(level[: best + 1].max())
    climb = _rank_correlation(loss[best:])
    return Upturn(best, (first, last), lowest, end, top - lowest, window, error, level, climb)


def _rank_correlation(loss: FloatArray) -> float:
    """Return Spearman's rank correlation of a series with its index; 0 for under four points."""
    if len(loss) < 4:
        return 0.0
    loss = loss[:: -(-len(loss) // MOST_RANKED)]
    ranks = np.argsort(np.argsort(loss, kind="stable"), kind="stable")
    return float(np.corrcoef(ranks, np.arange(len(loss)))[0, 1])


def _reach(count: int, window: int) -> IntArray:
    """Return how many points on either side a level is averaged over, shape (n,).

    It shrinks towards both ends, so that no end is invented.
    """
    place = np.arange(count)
    return np.minimum(window // 2, np.minimum(place, count - 1 - place))


def _levels(loss: FloatArray, reach: IntArray) -> FloatArray:
    """Average over the points that lie within reach, shape (n,) each."""
    total = np.concatenate([[0.0], np.cumsum(loss)])
    place = np.arange(len(loss))
    low, high = place - reach, place + reach + 1
    return np.asarray((total[high] - total[low]) / (high - low))


def _around(near: BoolArray) -> tuple[int, int]:
    """Return the outermost indices that are near, gaps allowed: noise makes them."""
    where = np.flatnonzero(near)
    return max(int(where[0]) - 1, 0), min(int(where[-1]) + 1, len(near) - 1)
