"""A mixture density network: several answers to one question, by negative log-likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import Loss, softmax
from tests.accuracy.zoo.tasks.dense import Data

Floats = NDArray[np.float64]

PARTS = 3
"""Gaussians in the mixture."""

SMALLEST_LOG_WIDTH = -2.3
"""A floor of the widths keeps the likelihood bounded."""

HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)
"""Constant of the Gaussian log density."""

OFFSET = 1.5
"""Added to the loss (nats), so that it stays positive as most logged losses do."""


def branches(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Three branches of a curve over one input (Bishop 1994); targets are padded to 9 columns."""
    inputs = rng.uniform(-1, 1, (examples, 1))
    branch = rng.integers(0, 3, (examples, 1)) - 1
    value = np.sin(2 * inputs) + 1.2 * branch + (0.1 + noise) * rng.normal(0, 1, inputs.shape)
    targets = np.repeat(value / value.std(), 3 * PARTS, axis=1)
    return Data(2 * inputs, targets)


def _parts(outputs: Floats, targets: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Log weights, standardised distances, inverse widths and log densities, each (n, parts)."""
    weights = softmax(outputs[:, :PARTS])
    log_width = np.maximum(outputs[:, 2 * PARTS :], SMALLEST_LOG_WIDTH)
    inverse = np.exp(-log_width)
    distance = (targets[:, :PARTS] - outputs[:, PARTS : 2 * PARTS]) * inverse
    density = np.log(weights + 1e-300) - 0.5 * distance**2 - log_width - HALF_LOG_TWO_PI
    return weights, distance, inverse, density


def _total(density: Floats) -> tuple[float, Floats]:
    """Mean negative log-likelihood, and the share that each part takes in each answer."""
    highest = density.max(axis=1, keepdims=True)
    share = np.exp(density - highest)
    total = share.sum(axis=1, keepdims=True)
    return OFFSET - float((highest + np.log(total)).mean()), share / total


def _value(outputs: Floats, targets: Floats) -> float:
    return _total(_parts(outputs, targets)[3])[0]


def _value_and_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    weights, distance, inverse, density = _parts(outputs, targets)
    loss, share = _total(density)
    widths = np.where(outputs[:, 2 * PARTS :] > SMALLEST_LOG_WIDTH, share * (1 - distance**2), 0.0)
    gradient = np.concatenate([weights - share, -share * distance * inverse, widths], axis=1)
    return loss, gradient / len(outputs)


def _trivial(targets: Floats) -> float:
    """One Gaussian for all."""
    return OFFSET + float(np.log(targets[:, 0].std())) + 0.5 + float(HALF_LOG_TWO_PI)


LIKELIHOOD = Loss("likelihood", _value, _value_and_gradient, _trivial)
