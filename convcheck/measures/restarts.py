"""Warm restarts of the learning rate, and what the rate adds to the loss since the first of them.

Stochastic gradient descent rests above its minimum by about as much as its rate is large (Bottou,
Curtis and Nocedal, 2018, theorem 4.6). So a loss swings with a rate that restarts (Loshchilov and
Hutter, 2017) though nothing is unlearned, and how it settles is read off what is left without it.
A loss that lags behind its rate by much of a cycle is not recognised, nor are restarts to less than
half of the peak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import GAUSSIAN_MAD

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

FEWEST_RESTARTS = 2
"""Restarts from which a rate is said to cycle: one may be a resumed run."""
TIME_CONSTANTS = (0.03, 0.1, 0.3, 1.0)
"""Of the decays that the level itself may follow meanwhile, as shares of the rest of the run."""
FEWEST_POINTS = 24
"""Since the first restart: four for each of the six numbers that are fitted."""
OUTLIER = 6.0
"""Robust standard deviations beyond which a point is a spike, which restarts may well set off:
normal noise goes there once in half a thousand million points."""
PASSES = 3
"""Fits, each without the spikes that the one before found."""
SURE = 5.0
"""Standard errors by which the rate must hold the loss up, or nothing is taken off. Set beforehand,
not fitted: five, for noise with a memory makes the error look smaller than it is."""


def find_restarts(rate: FloatArray) -> IntArray:
    """Return the indices at which a rate, shape (n,), rises beyond half of its peak again.

    That it was beyond it before is what makes a rise a restart and no warm-up.
    """
    high = rate > 0.5 * rate.max()
    rises = np.flatnonzero(np.diff(high.astype(int)) > 0) + 1
    return np.asarray(rises[rises > int(np.argmax(high))])


def without_restarts(place: FloatArray, loss: FloatArray, rate: FloatArray) -> FloatArray:
    """Return the loss less what the rate adds to it since its first restart; all of shape (n,).

    The part that goes with the rate is found by least squares beside decays of the level itself,
    spikes left out. The loss itself is returned where a rate does not cycle, and where the loss
    does not surely rise with it.
    """
    restarts = find_restarts(rate)
    if len(restarts) < FEWEST_RESTARTS or len(loss) - restarts[0] < FEWEST_POINTS:
        return loss
    since = slice(int(restarts[0]), None)
    excess = rate[since] - rate[since].min()
    after = (place[since] - place[since][0]) / (place[-1] - place[since][0])
    decays = [np.exp(-after / constant) for constant in TIME_CONSTANTS]
    design = np.column_stack([excess / excess.max(), np.ones(len(after)), *decays])
    added, error = _first_weight(design, loss[since])
    if added <= SURE * error:
        return loss
    left = loss.copy()
    left[since] -= added * design[:, 0]
    return left


def _first_weight(design: FloatArray, loss: FloatArray) -> tuple[float, float]:
    """Return the weight of a design's first column and its standard error, spikes left out."""
    keep = np.ones(len(loss), dtype=bool)
    for _ in range(PASSES):
        weight = np.linalg.lstsq(design[keep], loss[keep], rcond=None)[0]
        residual = np.abs(loss - design @ weight)
        scatter = GAUSSIAN_MAD * float(np.median(residual))
        fitted = keep
        keep = residual <= OUTLIER * scatter
        if keep.sum() < FEWEST_POINTS:
            break
    spread = np.linalg.pinv(design[fitted].T @ design[fitted])[0, 0]
    return float(weight[0]), scatter * float(np.sqrt(max(spread, 0.0)))
