"""Families that go up without failing: what is trained on changes, and the level holds again."""

from __future__ import annotations

import numpy as np

from .shape import FloatArray, Range, Shape, family

_TIME_CONSTANT = Range(0.05, 0.02, 0.1)


@family(
    "falls, climbs while a penalty is raised (KL annealing), and holds the new level",
    begin=Range(0.2, 0.1, 0.35),
    ramp=Range(0.2, 0.05, 0.4),
    rise=Range(0.2, 0.03, 0.4),
    time_constant=_TIME_CONSTANT,
)
def raised_penalty(begin: float, ramp: float, rise: float, time_constant: float) -> Shape:
    """Build a descent and a straight climb by ``rise`` drops within ``ramp`` of the run."""

    def level(u: FloatArray) -> FloatArray:
        return np.asarray(np.exp(-u / time_constant) + rise * np.clip((u - begin) / ramp, 0, 1))

    return Shape(level)


@family(
    "falls, leaps up where harder data begins (a curriculum), and falls again",
    at=Range(0.4, 0.2, 0.7),
    leap=Range(0.3, 0.1, 0.8),
    kept=Range(0.2, 0.0, 0.6),
    time_constant=_TIME_CONSTANT,
)
def harder_data(at: float, leap: float, kept: float, time_constant: float) -> Shape:
    """Build a descent, a leap by ``leap`` drops, and a descent that keeps ``kept`` of the leap."""

    def level(u: FloatArray) -> FloatArray:
        since = np.maximum(u - at, 0.0)
        lost = leap * (kept + (1 - kept) * np.exp(-since / time_constant))
        return np.asarray(np.exp(-u / time_constant) + np.where(u >= at, lost, 0.0))

    return Shape(level)
