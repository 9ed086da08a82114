"""Three quantiles of a value whose spread depends on the input, by pinball loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import Loss
from tests.accuracy.zoo.tasks.dense import Data

Floats = NDArray[np.float64]

LEVELS = np.array([0.1, 0.5, 0.9])
"""Quantiles asked for (Koenker and Bassett 1978)."""


def forecasts(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw a curve with skewed errors that grow with the input; targets come three times."""
    inputs = rng.uniform(-1, 1, (examples, 3))
    centre = np.sin(3 * inputs[:, :1]) + inputs[:, 1:2] * inputs[:, 2:]
    spread = (0.1 + noise) * (1.2 + inputs[:, :1])
    value = centre + spread * (rng.exponential(1, centre.shape) - 0.7)
    return Data(2 * inputs, np.repeat(value / value.std(), LEVELS.size, axis=1))


def _pinball(outputs: Floats, targets: Floats) -> float:
    missing = targets - outputs
    return float(np.maximum(LEVELS * missing, (LEVELS - 1) * missing).mean())


def _pinball_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    slope = np.where(targets > outputs, -LEVELS, 1 - LEVELS) / outputs.size
    return _pinball(outputs, targets), slope


def _constant_quantiles(targets: Floats) -> float:
    best = np.quantile(targets[:, 0], LEVELS)
    return _pinball(np.broadcast_to(best, targets.shape), targets)


PINBALL = Loss("pinball", _pinball, _pinball_gradient, _constant_quantiles)
