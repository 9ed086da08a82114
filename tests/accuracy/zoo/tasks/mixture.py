"""A mixture density network: several answers to one question, by negative log-likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import TINY_PROBABILITY, Loss, softmax
from tests.accuracy.zoo.tasks.dense import Data
from tests.accuracy.zoo.tasks.gaussians import HALF_LOG_TWO_PI, mixture_loss

Floats = NDArray[np.float64]

PARTS = 3
"""Gaussians in the mixture."""

SMALLEST_LOG_WIDTH = -2.3
"""A floor of the widths keeps the likelihood bounded."""

STARTS, ROUNDS = (0.05, 0.5, 0.95), 100
"""Of expectation maximisation: quantiles where the parts start, and rounds.

Over 25 draws the loss is 0.007 nats above the best of 32 random starts, 0.05 at most.
"""


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
    density = np.log(weights + TINY_PROBABILITY) - 0.5 * distance**2 - log_width - HALF_LOG_TWO_PI
    return weights, distance, inverse, density


def _value_and_share(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    return mixture_loss(_parts(outputs, targets)[3], SMALLEST_LOG_WIDTH, axes=1)


def _value(outputs: Floats, targets: Floats) -> float:
    return _value_and_share(outputs, targets)[0]


def _value_and_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    weights, distance, inverse, density = _parts(outputs, targets)
    loss, share = mixture_loss(density, SMALLEST_LOG_WIDTH, axes=1)
    widths = np.where(outputs[:, 2 * PARTS :] > SMALLEST_LOG_WIDTH, share * (1 - distance**2), 0.0)
    gradient = np.concatenate([weights - share, -share * distance * inverse, widths], axis=1)
    return loss, gradient / len(outputs)


def _trivial(targets: Floats) -> float:
    """One mixture for all inputs, by expectation maximisation (Dempster 1977)."""
    values = targets[:, :PARTS]
    weights = np.ones(PARTS)
    means = np.quantile(values[:, 0], STARTS)
    widths = np.full(PARTS, values.std() / PARTS)
    for _ in range(ROUNDS):
        share = _value_and_share(_constant(weights, means, widths), targets)[1]
        weights = share.sum(axis=0) + TINY_PROBABILITY
        means = (share * values).sum(axis=0) / weights
        widths = np.sqrt((share * (values - means) ** 2).sum(axis=0) / weights)
    return _value(_constant(weights, means, widths), targets)


def _constant(weights: Floats, means: Floats, widths: Floats) -> Floats:
    """(1, 9) outputs that stand for a mixture; each of its three is (parts,)."""
    least = np.exp(SMALLEST_LOG_WIDTH)
    return np.concatenate([np.log(weights), means, np.log(np.maximum(widths, least))])[None]


LIKELIHOOD = Loss("likelihood", _value, _value_and_gradient, _trivial)
