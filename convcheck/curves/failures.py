"""Families that go up, break off, or never learned."""

from __future__ import annotations

import numpy as np

from .shape import FloatArray, Range, Shape, family

_TIME_CONSTANT = Range(0.1, 0.02, 0.2)

BLOW_UP_SHARPNESS = 4.0
"""Time constants of the growth between its begin and the end of the run."""


def _flat(u: FloatArray) -> FloatArray:
    return np.ones_like(u)


@family("flat: nothing was learned")
def flat() -> Shape:
    """Build a level that stays where it began."""
    return Shape(_flat)


@family(
    "flat at the loss of guessing, the logarithm of the number of classes",
    classes=Range(10, 2, 1000, whole=True),
)
def flat_at_chance(classes: float) -> Shape:
    """Build a level of ln(classes)."""
    return Shape(_flat, start=float(np.log(classes)), floor=0.0)


@family("exactly the same value at every step")
def constant() -> Shape:
    """Build a level without any noise."""
    return Shape(_flat, exact=True)


@family(
    "a high plateau after a small fall, given as a share of the starting loss",
    fall=Range(0.08, 0.005, 0.5),
    time_constant=Range(0.04, 0.01, 0.1),
)
def small_fall(fall: float, time_constant: float) -> Shape:
    """Build an exponential descent to start x (1 - fall)."""
    start = 2.3
    return Shape(lambda u: np.exp(-u / time_constant), start=start, floor=start * (1 - fall))


@family("rises from the first step on", rise=Range(0.5, 0.2, 3.0), time_constant=Range(0.3, 0.1, 2))
def rising(rise: float, time_constant: float) -> Shape:
    """Build a rise by ``rise`` over the run that grows ever slower."""
    whole = 1 - np.exp(-1 / time_constant)
    return Shape(lambda u: 1 + rise * (1 - np.exp(-u / time_constant)) / whole)


@family(
    "goes up over a hump before it falls",
    height=Range(0.4, 0.1, 1.5),
    at=Range(0.2, 0.1, 0.5),
    width=Range(0.05, 0.02, 0.1),
)
def hump(height: float, at: float, width: float) -> Shape:
    """Build a level of 1 that turns into an exponential descent below a bell at ``at``."""

    def level(u: FloatArray) -> FloatArray:
        bell = height * np.exp(-(((u - at) / width) ** 2))
        return np.asarray(np.exp(-np.maximum(u - at, 0.0) / (2 * width)) + bell)

    return Shape(level)


@family(
    "falls, then grows exponentially: a late blow-up",
    at=Range(0.8, 0.5, 0.9),
    height=Range(5.0, 0.8, 100.0),
    time_constant=_TIME_CONSTANT,
)
def blow_up(at: float, height: float, time_constant: float) -> Shape:
    """Build a descent and, from ``at`` on, a growth that reaches ``height`` drops at the end."""
    whole = np.expm1(BLOW_UP_SHARPNESS)

    def level(u: FloatArray) -> FloatArray:
        since = np.maximum(u - at, 0.0) / (1 - at)
        growth = height * np.expm1(BLOW_UP_SHARPNESS * since) / whole
        return np.asarray(np.exp(-u / time_constant) + growth)

    return Shape(level)


@family(
    "falls, then drifts slowly upwards",
    begin=Range(0.5, 0.3, 0.7),
    rise=Range(0.25, 0.17, 1.0),
    time_constant=Range(0.06, 0.02, 0.1),
)
def drift(begin: float, rise: float, time_constant: float) -> Shape:
    """Build a descent and, from ``begin`` on, a straight rise by ``rise`` drops."""

    def level(u: FloatArray) -> FloatArray:
        since = np.maximum(u - begin, 0.0) / (1 - begin)
        return np.asarray(np.exp(-u / time_constant) + rise * since)

    return Shape(level)


@family(
    "falls, and is NaN (or infinite) from some place on",
    at=Range(0.6, 0.2, 0.95),
    infinite=Range(0, 0, 1, whole=True),
    time_constant=_TIME_CONSTANT,
)
def not_finite(at: float, infinite: float, time_constant: float) -> Shape:
    """Build a descent whose logged values break off at ``at``."""
    return Shape(lambda u: np.exp(-u / time_constant), nan_from=at, infinite=bool(infinite))
