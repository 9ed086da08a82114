"""Yes or no: several labels at once, rare clicks, and a margin to keep; with their losses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import Loss
from tests.accuracy.zoo.tasks.dense import Data, one_hot
from tests.accuracy.zoo.tasks.logistic import entropy, log_loss, sigmoid

Floats = NDArray[np.float64]

FIELDS, LEVELS = 5, 6
"""Categories of an advertisement, and the values that each can take."""


def tags(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Eight labels of unequal frequency, each decided by its own direction in six dimensions."""
    inputs = rng.normal(0, 1, (examples, 6))
    score = inputs @ rng.normal(0, 0.5, (6, 8)) + rng.uniform(-1.5, 0.5, 8)
    return Data(inputs, (score + 1.5 * noise * rng.logistic(0, 1, score.shape) > 0).astype(float))


def clicks(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw three to fifteen clicks in a hundred, of which what is known explains little."""
    levels = rng.integers(0, LEVELS, (examples, FIELDS))
    inputs = one_hot(levels, LEVELS).reshape(examples, -1)
    taste = inputs @ rng.normal(0, 0.55 - 0.3 * noise, FIELDS * LEVELS)
    usual = np.log(rng.uniform(0.03, 0.10))
    clicked = rng.random(examples) < sigmoid(taste - taste.mean() + usual)
    clicked[0] = True  # Without any click the trivial loss would be zero.
    return Data(inputs, clicked[:, None].astype(float))


def margin(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Two kinds by a curved border in ten dimensions, -1 and +1; noise flips some."""
    inputs = rng.normal(0, 1, (examples, 10))
    score = inputs @ rng.normal(0, 1, (10, 1)) + 0.7 * inputs[:, :1] * inputs[:, 1:2]
    flipped = rng.random((examples, 1)) < 0.3 * noise
    border = np.median(score[:8])  # Even the smallest training set holds both kinds.
    return Data(inputs, np.where((score > border) ^ flipped, 1.0, -1.0))


def _log_loss(outputs: Floats, targets: Floats) -> float:
    return float(log_loss(outputs, targets).mean())


def _log_loss_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    return _log_loss(outputs, targets), (sigmoid(outputs) - targets) / outputs.size


def _constant_log_loss(targets: Floats) -> float:
    """Loss of saying every label's frequency."""
    return float(entropy(targets.mean(axis=0)).mean())


def _hinge(outputs: Floats, targets: Floats) -> float:
    return float(np.maximum(0.0, 1 - targets * outputs).mean())


def _hinge_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    missing = 1 - targets * outputs
    loss = float(np.maximum(0.0, missing).mean())
    return loss, np.where(missing > 0, -targets, 0.0) / outputs.size


def _rarer(targets: Floats) -> float:
    """Loss of always saying the more frequent kind: 2 for each of the others."""
    yes = float((targets > 0).mean())
    return 2 * min(yes, 1 - yes)


LOG_LOSS = Loss("log_loss", _log_loss, _log_loss_gradient, _constant_log_loss)
HINGE = Loss("hinge", _hinge, _hinge_gradient, _rarer)
