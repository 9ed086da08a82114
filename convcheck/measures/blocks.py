"""Block means: the log at a resolution where its mean curve can be told from its noise.

Borders are geometric as long as those lie closer than equal ones, and equal from there on: fine at
the start, where losses fall fastest, and even towards the end, where the verdict is made. All of
both would leave slivers of a point or two, whose mean is one spike. Short logs keep every point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convcheck.measures.clipping import FEWEST_FOR_SPREAD, Clipped, clip_spikes

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

BORDERS = 160
"""Borders of each kind; 320 blocks resolve 1/160 of the run and cost nothing to fit."""
POOL = 4
"""Neighbours on each side whose variances are pooled: single blocks are too few points."""
LEAST_VARIANCE = 1e-12
"""Of the squared range: exact curves keep weights that a solver can use."""
LEAST_ABSOLUTE = 1e-150
"""The same where there is no range at all."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Means over consecutive points."""

    place: FloatArray
    """Shape (b,), mean place in the run, 0 to 1."""
    mean: FloatArray
    """Shape (b,), mean loss without spikes."""
    variance: FloatArray
    """Shape (b,), variance of that mean, inflated by the correlation between blocks."""
    count: IntArray
    """Shape (b,), points a block."""
    edges: IntArray
    """Shape (b + 1,), index of the first point of each block, and n."""
    clipped: Clipped
    """The points behind the means."""
    correlation: float
    """Factor by which correlation raises the variance of the means, 1 for white noise."""

    def __len__(self) -> int:
        return len(self.mean)

    def late(self, share: float) -> BoolArray:
        """Return which blocks lie in the last share of the run, shape (b,); the last one does."""
        late = self.place >= 1.0 - share
        late[-1] = True  # where steps leap, the mean place of its points may lie before
        return np.asarray(late)


def block_edges(n: int) -> IntArray:
    """Return the borders for ``n`` points: shape (b + 1,), strictly increasing from 0 to n."""
    if n <= 2 * BORDERS:
        return np.arange(n + 1, dtype=np.int64)
    width = n / BORDERS
    geometric = np.geomspace(1, n, BORDERS)
    early = geometric[: np.count_nonzero(np.diff(geometric) < width) + 1]
    equal = np.linspace(0, n, BORDERS + 1)
    late = equal[equal > early[-1] + width / 2]
    return np.unique(np.concatenate([[0.0], early, late]).astype(np.int64))


def make_blocks(place: FloatArray, loss: FloatArray) -> Blocks:
    """Average a series over blocks.

    ``place`` has shape (n,), increasing from 0 to 1; ``loss`` shape (n,), finite; n >= 2.
    """
    edges = block_edges(len(loss))
    clipped = clip_spikes(loss, edges)
    count = np.diff(edges)
    mean = np.add.reduceat(clipped.loss, edges[:-1]) / count
    middle = np.add.reduceat(place, edges[:-1]) / count
    within = _point_variance(clipped, edges, count)
    variance = _pooled(within, count) / count
    least = LEAST_VARIANCE * float(np.ptp(mean)) ** 2 + LEAST_ABSOLUTE
    variance = np.maximum(variance, least)
    correlation = _correlation(mean, variance)
    return Blocks(middle, mean, variance * correlation, count, edges, clipped, correlation)


def _point_variance(clipped: Clipped, edges: IntArray, count: IntArray) -> FloatArray:
    """Variance of single points in each block, from differences so that a slope adds little."""
    if len(count) == len(clipped.loss):
        return np.asarray(clipped.sigma**2)
    squares = np.diff(clipped.loss, append=clipped.loss[-1]) ** 2 / 2.0
    squares[edges[1:-1] - 1] = 0.0  # a difference across a border belongs to neither block
    pairs = np.maximum(count - 1, 1)
    variance = np.add.reduceat(squares, edges[:-1]) / pairs
    robust = clipped.sigma[edges[:-1]] ** 2
    return np.where(count >= FEWEST_FOR_SPREAD, variance, robust)


def _pooled(variance: FloatArray, count: IntArray) -> FloatArray:
    """Average with the neighbours, each weighted by its points."""
    weight = np.maximum(count - 1, 1).astype(float)
    padding = np.zeros(POOL)

    def neighbours(values: FloatArray) -> FloatArray:
        padded = np.concatenate([padding, values, padding])
        return np.asarray(sliding_window_view(padded, 2 * POOL + 1).sum(axis=1))

    return np.asarray(neighbours(weight * variance) / neighbours(weight))


def _correlation(mean: FloatArray, variance: FloatArray) -> float:
    """Compare the curvature between blocks with what white noise would give.

    The second difference of three means has variance v1 + 4 v2 + v3; the median of its
    square over that expectation is 0.455 for a Gaussian (chi-square of one degree).
    """
    if len(mean) < 12:
        return 1.0
    curvature = mean[:-2] - 2.0 * mean[1:-1] + mean[2:]
    expected = variance[:-2] + 4.0 * variance[1:-1] + variance[2:]
    half = len(curvature) // 2  # the early half bends for its own reasons
    ratio = float(np.median((curvature**2 / expected)[half:])) / 0.455
    return max(1.0, ratio)
