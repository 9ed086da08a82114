"""Whether two logs tell of one training: by what they logged, whatever their names.

One may hold single batches and the other means of epochs, or fewer digits: levels along the run and
their spread are alike all the same. The limits come from the 152 pairs of logs that several loggers
wrote side by side of 61 trainings; four in five pairs of logs of unlike trainings lie outside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, FloatArray, Goal, Run, Series

FEWEST_POINTS = 3
"""Points below which a log tells too little to be another run's."""
PARTS = 8
"""Parts of a run whose median levels are compared."""
MOST_APART = 0.1
"""Difference of the levels of most parts as a share of the spread of values; 0.06 was met."""
FARTHEST_APART = 0.3
"""The same of each part; 0.18 was met, where a first mean of an epoch hides the fall."""
ANYHOW_APART = 0.5
"""The same of most parts of any one series, though another is alike; 0.32 was met, where both hold
a few single batches of it."""
BEGINNING = 64
"""Points of the beginning that are compared one by one: enough for logs that skip some to share
a few, and noise makes even three unlike in another training."""
MOST_ROUNDED = 0.01
"""The same of the first and the last value, where two logs hold as many points between the same
places; 0.004 was met, from rounding."""
LONGER = 1.25
"""How many times as far one log may reach as another that counts the same; all reach equally far,
but what a program that was ended had not written out yet is missing."""
OTHER_RATE = 1.25
"""How many times as high the highest learning rate of one log may be: a peak between two points is
missing where fewer are logged; 1.11 was met."""
_SPREAD = (0.02, 0.98)
"""Quantiles that single outliers do not move."""
_LEAST_SPREAD = 1e-3
"""The least spread as a share of the level: what loggers may round away."""
_ROLES = ("train", "validation")


class Levels(NamedTuple):
    """What is kept of one series."""

    of_parts: FloatArray
    """Median level of each part, shape (PARTS,)."""
    spread: float
    """Spread of the values."""
    ends: FloatArray
    """First and last value, shape (2,)."""
    cadence: tuple[int, float, float]
    """How many points there are, and where the first and the last one are."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a log to compare it with others."""

    points: int
    """Points of the objective."""
    goal: Goal
    """The direction in which it improves."""
    unit: AxisUnit
    """What is counted."""
    reach: float
    """Up to where, from the first point on."""
    levels: Mapping[str, Levels | None]
    """By role; none of a series that is hardly ever finite."""
    rate: float | None
    """The highest learning rate, where it was logged."""
    broken: bool
    """The objective was not finite at its end."""
    beginning: tuple[FloatArray, FloatArray]
    """Places and values of the first points of the objective, finite ones only."""


def sketch(run: Run) -> Sketch:
    """Return the sketch of a run."""
    levels = {role: _levels(run.series[role]) for role in _ROLES if role in run.series}
    step = run.objective.step
    reach = float(step[-1] - step[0]) if len(step) else 0.0
    rate = run.learning_rate
    highest = None if rate is None or not len(rate) else float(np.max(rate.value))
    value = run.objective.value
    broken = bool(len(value) and not np.isfinite(value[-1]))
    first = np.flatnonzero(np.isfinite(value[:BEGINNING]))
    beginning = step[first], value[first]
    return Sketch(len(step), run.goal, run.axis.unit, reach, levels, highest, broken, beginning)


def _levels(series: Series) -> Levels | None:
    finite = np.isfinite(series.value)
    value, step = series.value[finite], series.step[finite]
    if len(value) < FEWEST_POINTS:
        return None
    bounds = np.linspace(0, len(value), PARTS + 1).astype(np.intp)
    parts = pairwise(bounds)
    levels = np.array([np.median(value[first : max(end, first + 1)]) for first, end in parts])
    low, high = np.quantile(value, _SPREAD)
    spread = max(float(high - low), _LEAST_SPREAD * float(np.max(np.abs(levels))))
    return Levels(levels, spread, value[[0, -1]], (len(value), float(step[0]), float(step[-1])))


def are_apart(one: Sketch, other: Sketch) -> bool:
    """Return whether two logs cannot tell of one training.

    Where they share no series that can be compared they may, unless one of them ended well and the
    other did not: that is not to hide behind it.
    """
    if min(one.points, other.points) < FEWEST_POINTS:
        return False
    shared = [role for role in one.levels if role in other.levels]
    if one.goal != other.goal or not shared:
        return one.broken != other.broken
    if one.rate and other.rate and _times(one.rate, other.rate) > OTHER_RATE:
        return True
    same_unit = one.unit == other.unit
    if same_unit and _begin_alike(one.beginning, other.beginning):
        return False
    if same_unit and _times(one.reach, other.reach) > LONGER:
        return True
    pairs = [(one.levels[role], other.levels[role]) for role in shared]
    return _far_in_one(pairs) or all(_are_apart(*pair, same_unit) for pair in pairs)


def _begin_alike(one: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray]) -> bool:
    """Return whether two logs hold the same values at their first places, though one goes on.

    So does a checkpoint's copy of the log, or what an ended program had written out.
    """
    _, here, there = np.intersect1d(one[0], other[0], return_indices=True)
    values, others = one[1][here], other[1][there]
    if len(values) < FEWEST_POINTS:
        return False
    spread = float(np.ptp(values))
    return spread > 0 and bool(np.max(np.abs(values - others)) <= MOST_ROUNDED * spread)


def _times(one: float, other: float) -> float:
    """Return how many times as large the larger of two numbers is; 1 where one is not positive."""
    return max(one, other) / min(one, other) if min(one, other) > 0 else 1.0


def _far_in_one(pairs: Sequence[tuple[Levels | None, Levels | None]]) -> bool:
    """Return whether one series suffices to tell two trainings apart."""
    return any(
        _distance(one, other) > ANYHOW_APART
        for one, other in pairs
        if one is not None and other is not None
    )


def _distance(one: Levels, other: Levels) -> float:
    """Return by how much most parts differ, as a share of the spread."""
    apart = float(np.median(np.abs(one.of_parts - other.of_parts)))
    return apart / max(one.spread, other.spread) if apart > 0 else 0.0


def _are_apart(one: Levels | None, other: Levels | None, same_unit: bool) -> bool:
    if one is None or other is None:
        return one is not other
    spread = max(one.spread, other.spread)
    if same_unit and one.cadence == other.cadence:
        return bool(np.any(np.abs(one.ends - other.ends) > MOST_ROUNDED * spread))
    farthest = float(np.max(np.abs(one.of_parts - other.of_parts)))
    return _distance(one, other) > MOST_APART or farthest > FARTHEST_APART * spread
