"""Isolated spikes: points that disagree with what came before and with what follows.

A genuine drop disagrees with its past but agrees with its future, so it is never clipped;
neither are the first and the last point, which have one side only.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

SIDE_POINTS = 5
"""Points whose median stands for one side: the fewest that outvote two spikes in a row."""
SPIKE_SIGMAS = 4.0
"""Distance from both sides, in local sigmas: one Gaussian point in 16,000 leaves one side so."""
NOISE_POINTS = 25
"""Differences that a local sigma is taken from: enough for a median within about 15 %."""
MOST_SPIKES = {"one-sided": 1.0 / 4.0, "two-sided": 1.0 / 8.0}
"""Share of the points around from which spikes are no longer isolated. A loss that jumps between
two levels, as of tasks that take turns, has its own spread wherever one level outvotes the other,
and points of the other are no spikes: they lie now above, now below. True ones lie on one side, and
may be as many as one point in seven."""
TWO_SIDED = 0.25
"""Spikes on one side over those on the other from which they count as two-sided."""
FEW_SPIKES = 2
"""Spikes that are isolated however few points there are: a side outvotes two."""
FEWEST_FOR_SPREAD = 12
"""Points of a block whose spread is believed: below, its square is off by half and more."""
HELD = (1.0 / 3.0, 0.8)
"""Shares of values that repeat the one before between which a series is one whose values are held
until the next is known, as means over an epoch are: it tells its noise where it changes. Values
held longer than five points fill a side, and are no spikes whatever the noise."""
MOST_DIFFERENCES = 20_000
"""Successive differences that the noise of a whole series is taken from: a median over so many is
good to half a percent, and sorting millions would take most of an analysis."""
GAUSSIAN_MAD = 1.4826
"""Standard deviation over median absolute deviation of a Gaussian."""


@dataclass(frozen=True, slots=True)
class Clipped:
    """A series without its isolated spikes."""

    loss: FloatArray
    """Shape (n,), spikes pulled in to the nearer side's median plus the allowed distance."""
    upward: BoolArray
    """Shape (n,), true where an upward spike was pulled in."""
    downward: BoolArray
    """Shape (n,), true where a downward spike was pulled in."""
    sigma: FloatArray
    """Shape (n,), local noise from successive differences."""

    @property
    def share(self) -> float:
        """Spikes of both directions as a share of all points."""
        return float(np.mean(self.upward | self.downward))


def clip_spikes(loss: FloatArray, edges: IntArray) -> Clipped:
    """Pull isolated spikes in.

    ``loss`` has shape (n,) and only finite values; ``edges`` are the block borders, shape
    (b + 1,). Where blocks have too few points to tell their own noise the sides are the nearest
    points, else the neighbouring blocks, which keeps the cost linear.
    """
    of_points = len(loss) < FEWEST_FOR_SPREAD * (len(edges) - 1)
    sides = _sides_of_points(loss) if of_points else _sides_of_blocks(loss, edges)
    ceiling = np.maximum(sides.before, sides.after) + SPIKE_SIGMAS * sides.spread
    floor = np.minimum(sides.before, sides.after) - SPIKE_SIGMAS * sides.spread
    sigma = sides.sigma
    if not of_points:
        sizes = np.diff(edges)
        ceiling, floor, sigma = (np.repeat(each, sizes) for each in (ceiling, floor, sigma))
    inner = np.zeros(len(loss), dtype=bool)
    inner[1:-1] = True
    upward = inner & (loss > ceiling)
    downward = inner & (loss < floor)
    fewer, more = sorted((int(upward.sum()), int(downward.sum())))
    most = MOST_SPIKES["two-sided" if fewer > TWO_SIDED * more else "one-sided"]
    isolated = ~_often(upward | downward, most, edges, of_points)
    upward, downward = upward & isolated, downward & isolated
    clipped = loss.copy()
    clipped[upward], clipped[downward] = ceiling[upward], floor[downward]
    return Clipped(clipped, upward, downward, sigma)


def _often(spikes: BoolArray, most: float, edges: IntArray, of_points: bool) -> BoolArray:
    """Tell around which points, shape (n,), there are too many spikes for isolated ones.

    ``most`` is the share of the points around that spikes may be.
    """
    if of_points:
        width = min(NOISE_POINTS, len(spikes))
        count = sliding_window_view(spikes, width).sum(axis=1)
        middle = np.clip(np.arange(len(spikes)) - width // 2, 0, len(count) - 1)
        return np.asarray(count[middle] > max(most * width, FEW_SPIKES))
    sizes = np.diff(edges)
    counts = np.add.reduceat(spikes, edges[:-1], dtype=np.int64)
    return np.repeat(counts > np.maximum(most * sizes, FEW_SPIKES), sizes)


def difference_sigma(loss: FloatArray) -> float:
    """Return the noise of a series from its successive differences, unmoved by outliers.

    White noise of deviation s has differences of deviation s * sqrt(2) (von Neumann, 1941). The
    slope that is taken off is that of points two apart, which agree where a loss alternates.
    """
    if len(loss) < 3:
        return 0.0
    stride = -(-(len(loss) - 1) // MOST_DIFFERENCES)
    differences = loss[1::stride] - loss[:-1:stride]
    slope = np.median(loss[2::stride] - loss[:-2:stride]) / 2.0
    changed = differences != 0
    if _is_held(np.mean(~changed, keepdims=True)).all():
        differences = differences[changed]
    return float(GAUSSIAN_MAD * np.median(np.abs(differences - slope)) / np.sqrt(2.0))


def bend_sigma(loss: FloatArray) -> float:
    """Return the noise of a series from its second differences, which no slope moves.

    White noise of deviation s has second differences of deviation s * sqrt(6) (Gasser, Sroka and
    Jennen-Steinmetz, 1986).
    """
    if len(loss) < 3:
        return 0.0
    bends = np.diff(loss, 2)
    return float(GAUSSIAN_MAD * np.median(np.abs(bends)) / np.sqrt(6.0))


@dataclass(frozen=True, slots=True)
class _Sides:
    """What each point, or each block, is held against; shape (n,) or (b,) each."""

    before: FloatArray
    """Level before."""
    after: FloatArray
    """Level after."""
    sigma: FloatArray
    """Noise of single points, from successive differences."""
    spread: FloatArray
    """How far single points lie from the level, wander of the level included."""


def _is_held(repeated: FloatArray) -> BoolArray:
    """Tell of shares of repeated values, of any shape, whether they are those of a held series."""
    return (HELD[0] <= repeated) & (repeated <= HELD[1])


def _sides_of_points(loss: FloatArray) -> _Sides:
    n = len(loss)
    padded = np.concatenate([np.full(SIDE_POINTS, np.nan), loss, np.full(SIDE_POINTS, np.nan)])
    with np.errstate(all="ignore"):
        medians = np.nanmedian(
            np.where(
                np.isnan(windows := sliding_window_view(padded, SIDE_POINTS)).all(axis=1)[:, None],
                0.0,
                windows,
            ),
            axis=1,
        )
    before = medians[:n].copy()
    after = medians[SIDE_POINTS + 1 : SIDE_POINTS + 1 + n].copy()
    before[0], after[-1] = loss[0], loss[-1]
    sigma = _local_sigma(loss)
    return _Sides(before, after, sigma, sigma)


def _local_sigma(loss: FloatArray) -> FloatArray:
    n = len(loss)
    differences = np.abs(np.diff(loss))
    width = min(NOISE_POINTS, len(differences))
    around = sliding_window_view(differences, width)
    medians = np.median(around, axis=1)
    held = _is_held(np.asarray(np.mean(around == 0, axis=1)))
    if held.any():
        changes = np.where(around[held] == 0, np.nan, around[held])
        medians[held] = np.nanmedian(changes, axis=1)
    position = np.clip(np.arange(n) - width // 2, 0, len(medians) - 1)
    sigma: FloatArray = GAUSSIAN_MAD * medians[position] / np.sqrt(2.0)
    return np.maximum(sigma, _floor(loss))


def _sides_of_blocks(loss: FloatArray, edges: IntArray) -> _Sides:
    pieces = [loss[start:stop] for start, stop in itertools.pairwise(edges)]
    medians = np.array([np.median(piece) for piece in pieces])
    floor, large = _floor(loss), np.diff(edges) >= FEWEST_FOR_SPREAD
    sigma = _borrowed(np.array([difference_sigma(piece) for piece in pieces]), large, floor)
    wander = _borrowed(np.array([_median_deviation(piece) for piece in pieces]), large, floor)
    before = np.concatenate([medians[:1], medians[:-1]])
    after = np.concatenate([medians[1:], medians[-1:]])
    return _Sides(before, after, sigma, np.maximum(sigma, wander))


def _median_deviation(loss: FloatArray) -> float:
    """Return the spread about the median, as the standard deviation of a Gaussian."""
    picked = loss[:: -(-len(loss) // MOST_DIFFERENCES)]
    return float(GAUSSIAN_MAD * np.median(np.abs(picked - np.median(picked))))


def _borrowed(spread: FloatArray, large: BoolArray, floor: float) -> FloatArray:
    """Let small blocks, whose spread is a guess, borrow that of the nearest larger ones."""
    known = large & (spread > 0)
    spread = np.where(known, spread, 0.0)
    if known.any():
        nearest = np.interp(np.arange(len(spread)), np.flatnonzero(known), spread[known])
        spread = np.where(known, spread, nearest)
    return np.maximum(spread, floor)


def _floor(loss: FloatArray) -> float:
    # Exactly repeated values have no noise; a rounding step must not count as a spike.
    return 1e-3 * float(np.ptp(loss)) + 1e-300
