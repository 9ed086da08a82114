"""Counts whose rate varies over orders of magnitude, by Poisson deviance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import Loss
from tests.accuracy.zoo.tasks.dense import Data

Floats = NDArray[np.float64]


def counts(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Poisson counts of a log-linear rate; noise makes the rate itself vary (overdispersion)."""
    inputs = rng.normal(0, 1, (examples, 6))
    direction = rng.normal(0, 1, (6, 1))
    logarithm = 0.8 * inputs @ direction / np.linalg.norm(direction) + rng.uniform(0, 1.5)
    variation = rng.gamma(noise**-2, noise**2, (examples, 1))
    rate = variation * np.exp(logarithm + 0.4 * inputs[:, :1] * inputs[:, 1:2])
    return Data(inputs, rng.poisson(np.minimum(rate, 1e4)).astype(float))


def _saturated(targets: Floats) -> Floats:
    """Least that the likelihood's part can be: y log y - y (0 log 0 is 0)."""
    return targets * np.log(np.maximum(targets, 1.0)) - targets


def _deviance(outputs: Floats, targets: Floats) -> float:
    """Twice the log-likelihood lost against a perfect fit; outputs are log rates."""
    return 2 * float((np.exp(outputs) - targets * outputs + _saturated(targets)).mean())


def _deviance_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    return _deviance(outputs, targets), (np.exp(outputs) - targets) * (2 / outputs.size)


def _constant_rate(targets: Floats) -> float:
    mean = np.log(targets.mean(axis=0) + 1e-12)
    return _deviance(np.broadcast_to(mean, targets.shape), targets)


DEVIANCE = Loss("deviance", _deviance, _deviance_gradient, _constant_rate)
