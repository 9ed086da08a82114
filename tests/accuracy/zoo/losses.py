"""Losses with their gradients in the outputs, and the loss of the best constant prediction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TINY_PROBABILITY = 1e-300
"""Keeps a logarithm finite where a probability underflows."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss over a batch of outputs (n, k)."""

    name: str
    """Name for the record."""
    value: Callable[[Floats, Floats], float]
    """(outputs, targets) -> mean loss."""
    value_and_gradient: Callable[[Floats, Floats], tuple[float, Floats]]
    """(outputs, targets) -> mean loss and its gradient in the outputs, same shape."""
    trivial: Callable[[Floats], float]
    """targets -> loss of the best constant prediction."""


def softmax(outputs: Floats) -> Floats:
    """Row-wise softmax of (n, k) outputs."""
    shifted: Floats = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    shifted /= shifted.sum(axis=1, keepdims=True)
    return shifted


def _negative_log(probability: Floats, targets: Floats) -> float:
    chosen = np.einsum("ij,ij->i", probability, targets)
    return -float(np.log(chosen + TINY_PROBABILITY).sum()) / len(targets)


def _cross_entropy(outputs: Floats, targets: Floats) -> float:
    return _negative_log(softmax(outputs), targets)


def _cross_entropy_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    probability = softmax(outputs)
    loss = _negative_log(probability, targets)
    return loss, (probability - targets) / len(targets)


def _prior_entropy(targets: Floats) -> float:
    prior = targets.mean(axis=0)
    return -float(prior @ np.log(prior + TINY_PROBABILITY))


def _double_softmax(outputs: Floats, targets: Floats) -> float:
    return _negative_log(softmax(softmax(outputs)), targets)


def _double_softmax_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    """Apply softmax before a loss that applies its own: the gradient is squeezed twice."""
    inner = softmax(outputs)
    outer = softmax(inner)
    upstream = (outer - targets) / len(targets)
    gradient = inner * (upstream - (upstream * inner).sum(axis=1, keepdims=True))
    return _negative_log(outer, targets), gradient


def _squared(outputs: Floats, targets: Floats) -> float:
    error = outputs - targets
    return float((error * error).mean())


def _squared_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    error = outputs - targets
    return float(np.vdot(error, error)) / error.size, error * (2.0 / error.size)


def _variance(targets: Floats) -> float:
    return float(targets.var(axis=0).mean())


def _absolute(outputs: Floats, targets: Floats) -> float:
    return float(np.abs(outputs - targets).mean())


def _absolute_gradient(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    error = outputs - targets
    return float(np.abs(error).mean()), np.sign(error) / error.size


def _median_deviation(targets: Floats) -> float:
    return float(np.abs(targets - np.median(targets, axis=0)).mean())


CROSS_ENTROPY = Loss("cross_entropy", _cross_entropy, _cross_entropy_gradient, _prior_entropy)
DOUBLE_SOFTMAX = Loss("double_softmax", _double_softmax, _double_softmax_gradient, _prior_entropy)
SQUARED = Loss("squared", _squared, _squared_gradient, _variance)
ABSOLUTE = Loss("absolute", _absolute, _absolute_gradient, _median_deviation)
