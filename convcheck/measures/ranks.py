"""Whether one stretch lies above another, by ranks: heavy-tailed noise cannot shout here.

Mann and Whitney (1947), as a normal score; remembered noise is thinned out first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

MOST_RANKED = 50_000
"""Points of a stretch that are ranked, evenly picked: two such stretches tell a shift of one part
in a hundred of the noise apart, and sorting millions would take most of an analysis."""


def rank_shift(before: FloatArray, after: FloatArray) -> float:
    """Return by how many standard errors ``before`` ranks above ``after``.

    Both of shape (n,), any lengths. The error is widened by the memory of the pooled ranks
    within each stretch, (1 + r) / (1 - r) (Bartlett, 1946).
    """
    before, after = _picked(before), _picked(after)
    n, m = len(before), len(after)
    if n < 2 or m < 2:
        return 0.0
    pooled = np.concatenate([before, after])
    rank = np.empty(n + m)
    rank[np.argsort(pooled, kind="stable")] = np.arange(1, n + m + 1)
    wins = float(rank[:n].sum()) - n * (n + 1) / 2.0
    error = np.sqrt(n * m * (n + m + 1) / 12.0)
    memory = float(np.clip(max(_memory(rank[:n]), _memory(rank[n:])), 0.0, 0.9))
    return float((wins - n * m / 2.0) / error * np.sqrt((1.0 - memory) / (1.0 + memory)))


def _picked(stretch: FloatArray) -> FloatArray:
    return stretch[:: -(-len(stretch) // MOST_RANKED) or 1]


def _memory(rank: FloatArray) -> float:
    """Lag-1 memory of a stretch about its own line, so that its trend does not count."""
    if len(rank) < 8:
        return 0.0
    place = np.linspace(-1.0, 1.0, len(rank))
    residual = rank - rank.mean() - place * float(place @ rank) / float(place @ place)
    power = float(residual @ residual)
    return float(residual[1:] @ residual[:-1]) / power if power > 0 else 0.0
