"""Families with a validation loss beside the training loss."""

from __future__ import annotations

import numpy as np

from .shape import FloatArray, Range, Shape, family

_TIME_CONSTANT = Range(0.1, 0.03, 0.15)


@family(
    "training and validation fall together and settle",
    healthy=True,
    time_constant=_TIME_CONSTANT,
    gap=Range(0.05, 0.0, 0.2),
)
def generalizing(time_constant: float, gap: float) -> Shape:
    """Build two exponential descents, the validation by ``gap`` drops higher at the end."""
    return Shape(
        lambda u: np.exp(-u / time_constant),
        validation=lambda u: gap + (1 - gap) * np.exp(-u / time_constant),
    )


@family(
    "training falls on while validation turns up",
    onset=Range(0.3, 0.2, 0.6),
    rise=Range(0.5, 0.15, 1.5),
    time_constant=Range(0.15, 0.1, 0.25),
)
def overfitting(onset: float, rise: float, time_constant: float) -> Shape:
    """Build a validation loss that rises by ``rise`` drops from ``onset`` to the end."""

    def validation(u: FloatArray) -> FloatArray:
        since = np.maximum(u - onset, 0.0) / (1 - onset)
        return np.asarray(0.1 + 0.9 * np.exp(-u / time_constant) + rise * since)

    return Shape(lambda u: np.exp(-u / time_constant), validation=validation)


@family(
    "validation turns up and comes down again: double descent over time",
    at=Range(0.4, 0.3, 0.6),
    height=Range(0.3, 0.1, 0.8),
    width=Range(0.1, 0.05, 0.12),
    time_constant=_TIME_CONSTANT,
)
def double_descent(at: float, height: float, width: float, time_constant: float) -> Shape:
    """Build a validation loss with a bell at ``at``."""

    def validation(u: FloatArray) -> FloatArray:
        bell = height * np.exp(-(((u - at) / width) ** 2))
        return np.asarray(0.1 + 0.9 * np.exp(-u / time_constant) + bell)

    return Shape(lambda u: np.exp(-u / time_constant), validation=validation)


@family(
    "grokking: validation falls long after training has settled",
    middle=Range(0.6, 0.4, 0.9),
    width=Range(0.02, 0.01, 0.05),
    time_constant=Range(0.03, 0.01, 0.08),
)
def grokking(middle: float, width: float, time_constant: float) -> Shape:
    """Build a training loss that settles at once and a late logistic validation loss."""
    return Shape(
        lambda u: np.exp(-u / time_constant),
        validation=lambda u: 0.5 * (1 - np.tanh((u - middle) / (2 * width))),
    )
