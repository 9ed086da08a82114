"""The logistic function, its log loss, and the loss of the best constant answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import TINY_PROBABILITY

Floats = NDArray[np.float64]


def sigmoid(scores: Floats) -> Floats:
    """Give the logistic function."""
    chance: Floats = 1.0 / (1.0 + np.exp(-scores))
    return chance


def log_sigmoid(scores: Floats) -> Floats:
    """Logarithm of the logistic function, without overflow."""
    logarithm: Floats = -np.logaddexp(0.0, -scores)
    return logarithm


def log_loss(scores: Floats, targets: Floats) -> Floats:
    """Cross-entropy of each score, a log odds, for a target between 0 and 1."""
    loss: Floats = np.logaddexp(0.0, scores) - targets * scores
    return loss


def entropy(rates: Floats) -> Floats:
    """Log loss of always saying the rate with which yes occurs, of each rate."""
    no = 1 - rates
    loss: Floats = -rates * np.log(rates + TINY_PROBABILITY) - no * np.log(no + TINY_PROBABILITY)
    return loss
