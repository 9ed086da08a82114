"""Families that fall smoothly from the first step on."""

from __future__ import annotations

import numpy as np

from .shape import Range, Shape, family

_TIME_CONSTANT = Range(0.1, 0.01, 1.5)


@family("exponential descent to a flat tail", healthy=True, time_constant=_TIME_CONSTANT)
def exponential(time_constant: float) -> Shape:
    """Build exp(-u / time_constant)."""
    return Shape(lambda u: np.exp(-u / time_constant))


@family(
    "a fast and a slow exponential",
    healthy=True,
    fast=Range(0.02, 0.005, 0.08),
    slow=Range(0.2, 0.1, 1.0),
    slow_share=Range(0.4, 0.1, 0.9),
)
def two_exponentials(fast: float, slow: float, slow_share: float) -> Shape:
    """Build the weighted sum of two exponentials."""
    return Shape(lambda u: (1 - slow_share) * np.exp(-u / fast) + slow_share * np.exp(-u / slow))


@family(
    "stretched exponential: fast at first, with a long tail",
    healthy=True,
    time_constant=Range(0.05, 0.005, 0.8),
    exponent=Range(0.6, 0.35, 0.9),
)
def stretched_exponential(time_constant: float, exponent: float) -> Shape:
    """Build exp(-(u / time_constant)^exponent), the law of Kohlrausch."""
    return Shape(lambda u: np.exp(-((u / time_constant) ** exponent)))


@family(
    "power law towards zero, as of scaling laws",
    healthy=True,
    time_constant=Range(0.01, 0.0005, 0.3),
    exponent=Range(0.5, 0.15, 1.6),
)
def power_law(time_constant: float, exponent: float) -> Shape:
    """Build (1 + u / time_constant)^-exponent with nothing below it."""
    return Shape(lambda u: (1 + u / time_constant) ** -exponent, floor=0.0)


@family(
    "power law towards an irreducible loss",
    healthy=True,
    time_constant=Range(0.01, 0.0005, 0.3),
    exponent=Range(1.2, 0.3, 3.0),
)
def power_law_with_offset(time_constant: float, exponent: float) -> Shape:
    """Build (1 + u / time_constant)^-exponent above the floor."""
    return Shape(lambda u: (1 + u / time_constant) ** -exponent, floor=1.0)


@family(
    "falls by as much with every doubling of the steps",
    healthy=True,
    time_constant=Range(0.01, 0.001, 0.3),
)
def log_time(time_constant: float) -> Shape:
    """Build 1 - ln(1 + u / time_constant) / ln(1 + 1 / time_constant)."""
    whole = np.log1p(1 / time_constant)
    return Shape(lambda u: 1 - np.log1p(u / time_constant) / whole)


@family("falls along a straight line", healthy=True, until=Range(1.0, 0.3, 1.3))
def linear_ramp(until: float) -> Shape:
    """Build a ramp that reaches the floor at ``until`` and stays."""
    return Shape(lambda u: np.maximum(1 - u / until, 0.0))


@family(
    "logistic descent: slow, fast, slow",
    healthy=True,
    middle=Range(0.3, 0.1, 0.9),
    width=Range(0.05, 0.01, 0.15),
)
def sigmoid(middle: float, width: float) -> Shape:
    """Build 1 / (1 + exp((u - middle) / width)), made to begin at 1."""

    def level(u: np.ndarray) -> np.ndarray:
        falling = 0.5 * (1 - np.tanh((u - middle) / (2 * width)))
        return np.asarray(falling * (1 + np.exp(-middle / width)))

    return Shape(level)


@family(
    "Gompertz descent: a late start and a long tail",
    healthy=True,
    displacement=Range(6.0, 2.0, 20.0),
    rate=Range(10.0, 2.0, 30.0),
)
def gompertz(displacement: float, rate: float) -> Shape:
    """Build one minus Gompertz' growth curve, made to begin at 1."""
    first = 1 - np.exp(-displacement)
    return Shape(lambda u: (1 - np.exp(-displacement * np.exp(-rate * u))) / first)
