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
FEWEST_FOR_SPREAD = 12
"""Points of a block whose spread is believed: below, its square is off by half and more."""
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
    (b + 1,). Where every point is a block the sides are the nearest points, else the
    neighbouring blocks, which keeps the cost linear.
    """
    of_points = len(edges) - 1 == len(loss)
    before, after, sigma = _sides_of_points(loss) if of_points else _sides_of_blocks(loss, edges)
    reach = SPIKE_SIGMAS * sigma
    ceiling = np.maximum(before, after) + reach
    floor = np.minimum(before, after) - reach
    if not of_points:
        sizes = np.diff(edges)
        ceiling, floor, sigma = (np.repeat(each, sizes) for each in (ceiling, floor, sigma))
    inner = np.zeros(len(loss), dtype=bool)
    inner[1:-1] = True
    upward = inner & (loss > ceiling)
    downward = inner & (loss < floor)
    clipped = loss.copy()
    clipped[upward], clipped[downward] = ceiling[upward], floor[downward]
    return Clipped(clipped, upward, downward, sigma)


def difference_sigma(loss: FloatArray) -> float:
    """Return the noise of a series from its successive differences, unmoved by outliers.

    White noise of deviation s has differences of deviation s * sqrt(2) (von Neumann, 1941).
    """
    if len(loss) < 3:
        return 0.0
    stride = -(-(len(loss) - 1) // MOST_DIFFERENCES)
    differences = loss[1::stride] - loss[:-1:stride]
    spread = np.median(np.abs(differences - np.median(differences)))
    return float(GAUSSIAN_MAD * spread / np.sqrt(2.0))


def _sides_of_points(loss: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
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
    return before, after, _local_sigma(loss)


def _local_sigma(loss: FloatArray) -> FloatArray:
    n = len(loss)
    differences = np.abs(np.diff(loss))
    width = min(NOISE_POINTS, len(differences))
    medians = np.median(sliding_window_view(differences, width), axis=1)
    position = np.clip(np.arange(n) - width // 2, 0, len(medians) - 1)
    sigma: FloatArray = GAUSSIAN_MAD * medians[position] / np.sqrt(2.0)
    return np.maximum(sigma, _floor(loss))


def _sides_of_blocks(
    loss: FloatArray, edges: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return level before, level after and noise of each block, shape (b,) each."""
    pieces = [loss[start:stop] for start, stop in itertools.pairwise(edges)]
    medians = np.array([np.median(piece) for piece in pieces])
    spreads = np.array([difference_sigma(piece) for piece in pieces])
    # Small blocks, whose spread is a guess, borrow the noise of the nearest larger one.
    known = (spreads > 0) & (np.diff(edges) >= FEWEST_FOR_SPREAD)
    spreads = np.where(known, spreads, 0.0)
    if known.any():
        nearest = np.interp(np.arange(len(spreads)), np.flatnonzero(known), spreads[known])
        spreads = np.where(known, spreads, nearest)
    spreads = np.maximum(spreads, _floor(loss))
    before = np.concatenate([medians[:1], medians[:-1]])
    after = np.concatenate([medians[1:], medians[-1:]])
    return before, after, spreads


def _floor(loss: FloatArray) -> float:
    # Exactly repeated values have no noise; a rounding step must not count as a spike.
    return 1e-3 * float(np.ptp(loss)) + 1e-300
