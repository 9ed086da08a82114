"""A teacher's soft answers, to be imitated by a small student: Kullback-Leibler divergence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import TINY_PROBABILITY, Loss, softmax
from tests.accuracy.zoo.tasks.dense import Data

Floats = NDArray[np.float64]


def imitation(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Soft answers to six classes of a random wide network (Hinton et al. 2015); noise adds."""
    inputs = rng.normal(0, 1, (examples, 8))
    hidden = np.maximum(inputs @ rng.normal(0, 0.5, (8, 40)), 0)
    logits = hidden @ rng.normal(0, 0.35, (40, 6)) + noise * rng.normal(0, 1, (examples, 6))
    return Data(inputs, softmax(logits))


def _divergence(probability: Floats, targets: Floats) -> float:
    ratio = (targets + TINY_PROBABILITY) / (probability + TINY_PROBABILITY)
    return float((targets * np.log(ratio)).sum()) / len(targets)


def _value(outputs: Floats, targets: Floats) -> float:
    return _divergence(softmax(outputs), targets)


def _value_and_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    probability = softmax(outputs)
    return _divergence(probability, targets), (probability - targets) / len(targets)


def _mean_answer(targets: Floats) -> float:
    return _divergence(np.broadcast_to(targets.mean(axis=0), targets.shape), targets)


DIVERGENCE = Loss("divergence", _value, _value_and_gradient, _mean_answer)
