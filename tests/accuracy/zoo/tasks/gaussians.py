"""Likelihood of Gaussian mixtures, as losses whose zero means the same in every task.

A density has a unit, so that the zero of a plain negative log-likelihood says nothing.  Here data
are standardised, and the loss is the excess over the density at the middle of the narrowest
Gaussian that a model may have: never negative, and zero where every point is known as exactly as
it can be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALF_LOG_TWO_PI = 0.5 * float(np.log(2 * np.pi))
"""Constant of the Gaussian log density."""


def mixture_loss(density: Floats, smallest_log_width: float, axes: int) -> tuple[float, Floats]:
    """Mean loss (nats a point), and the share that each part takes in each point.

    ``density`` holds the (n, parts) log densities, weights of the parts included; a point has
    ``axes`` coordinates.
    """
    highest = density.max(axis=1, keepdims=True)
    share = np.exp(density - highest)
    total = share.sum(axis=1, keepdims=True)
    likelihood = float((highest + np.log(total)).mean())
    return _highest_density(smallest_log_width, axes) - likelihood, share / total


def gaussian_loss(points: Floats, smallest_log_width: float) -> float:
    """Loss of (n, axes) points under the best single Gaussian with a width for each axis."""
    variance = points.var(axis=0)
    width = np.maximum(np.sqrt(variance), np.exp(smallest_log_width))
    surprise = np.log(width) + 0.5 * variance / width**2 + HALF_LOG_TWO_PI
    return _highest_density(smallest_log_width, len(variance)) + float(surprise.sum())


def _highest_density(smallest_log_width: float, axes: int) -> float:
    """Log density at the middle of the narrowest Gaussian."""
    return -axes * (smallest_log_width + HALF_LOG_TWO_PI)
