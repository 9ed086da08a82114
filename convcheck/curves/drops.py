"""Families that fall in more than one phase, without a schedule to explain it."""

from __future__ import annotations

import numpy as np

from .shape import FloatArray, Range, Shape, family


def _falling_from(u: FloatArray, at: float, time_constant: float) -> FloatArray:
    """Return 1 up to ``at``, and an exponential descent to 0 after it."""
    return np.asarray(np.exp(-np.maximum(u - at, 0.0) / time_constant))


@family(
    "flat at first, then an exponential descent",
    healthy=True,
    at=Range(0.25, 0.1, 0.8),
    time_constant=Range(0.05, 0.01, 0.3),
)
def plateau_then_drop(at: float, time_constant: float) -> Shape:
    """Build a plateau that is left at ``at``."""
    return Shape(lambda u: _falling_from(u, at, time_constant))


@family(
    "settles, then falls once more",
    healthy=True,
    at=Range(0.6, 0.4, 0.9),
    time_constant=Range(0.05, 0.01, 0.1),
    second_share=Range(0.4, 0.2, 0.6),
)
def late_drop(at: float, time_constant: float, second_share: float) -> Shape:
    """Build two exponential descents, the second delayed."""
    return Shape(
        lambda u: (
            (1 - second_share) * np.exp(-u / time_constant)
            + second_share * _falling_from(u, at, time_constant)
        )
    )


@family(
    "two phases with a long plateau between, the second an S: grokking in the training loss",
    healthy=True,
    middle=Range(0.55, 0.3, 0.9),
    width=Range(0.02, 0.005, 0.05),
    second_share=Range(0.4, 0.2, 0.6),
)
def two_phase(middle: float, width: float, second_share: float) -> Shape:
    """Build a fast exponential and a late logistic descent."""
    return Shape(
        lambda u: (
            (1 - second_share) * np.exp(-u / 0.03)
            + second_share * 0.5 * (1 - np.tanh((u - middle) / (2 * width)))
        )
    )


@family(
    "falls at the end of each epoch and is flat between, as in fine-tuning on few examples",
    healthy=True,
    stairs=Range(8, 3, 12, whole=True),
    ratio=Range(0.5, 0.3, 0.9),
)
def staircase(stairs: float, ratio: float) -> Shape:
    """Build ratio^j on the j-th of ``stairs`` equally long stairs; training on adds stairs."""
    return Shape(lambda u: ratio ** np.floor(u * stairs))
