"""What the closed form of a curve says about a run, in shares of its total range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .shape import Cycle, FloatArray, Function, Shape

BANDS = (0.05, 0.02, 0.01)
"""Settling bands, as shares of the total range; the middle one is the iteration of convergence."""

CONVERGENCE_BAND = 0.02
"""Control theory's usual band for the settling time."""

GRID = np.linspace(0.0, 1.0, 10_001)
"""Places where the closed form is evaluated besides those that were logged; odd, so that it holds
the middle, and fine enough for fifty places in each of 200 cycles."""

ROUNDING = 1e-9
"""Share of the total range by which two places of an equal loss may differ numerically."""

SWING_LIMIT = 0.05
"""Share of the total range that a regular cycle must exceed to be a fault."""

BOUNCE_LIMIT = 0.15
"""The same for an irregular bounce, which is harder to tell from noise with a memory."""

ENDED_RATE = 0.1
"""A schedule has ended where the last 5 % of the run are below this share of its peak rate."""

STILL_GROWING = 0.05
"""Share of a rise that its last tenth of the run must bring if it is said to grow still."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of a mean curve m(u) = level(u) + wave(u) on [0, 1]."""

    total_range: float
    """A = max m - min m, in units of the loss."""
    settled: Mapping[float, float]
    """Place after which the remaining range is within each band, by band."""
    dwell: float
    """Share of the run after settling within the band of convergence; of the level alone where a
    lasting cycle rides on it, which is judged by its swing."""
    further_gain: float
    """Share of A that training as long again would bring."""
    rise: float
    """Share of A by which the level ends above its minimum."""
    confirmed: bool
    """The level ended above its start, grows still, or has lost more than half of its drop."""
    net_fall: float
    """Level at the start less that at the end, in units of the loss."""
    fall: float
    """The net fall as a share of the level at the start."""
    swing: float
    """Share of A, peak to trough, of the cycle at the end of the run; 0 where it is no fault."""
    regular: bool
    """The cycle, if any, is regular."""
    ended: bool
    """The logged learning rate has come to its end."""


def measure(shape: Shape, logged: FloatArray) -> Facts:
    """Return the facts of a shape in loss units, logged at these places (n,), increasing.

    A cycle that the learning rate shares is no part of how the curve settles, nor is a lasting
    one that is too small to be a fault.
    """
    place = np.union1d(GRID, logged)
    level = shape.level(place)
    swing = 0.0
    mean = level
    if shape.cycle is not None and not shape.cycle.shared:
        with_cycle = _with_cycle(shape.cycle, level, place, logged)
        swing = _final_swing(shape.cycle) / float(np.ptp(with_cycle))
        fault = swing > (SWING_LIMIT if shape.cycle.regular else BOUNCE_LIMIT)
        if fault or not shape.cycle.lasting:
            mean = with_cycle
    total_range = float(np.ptp(mean))
    settled = _settled(mean, place)
    lasting = shape.cycle is not None and shape.cycle.lasting
    held = _settled(level, place) if lasting else settled
    low, first, last = float(level.min()), float(level[0]), float(level[-1])
    further = float(shape.level(1.0 + GRID).min())
    unit = total_range or 1.0
    return Facts(
        total_range=total_range,
        settled=settled,
        dwell=1.0 - held[CONVERGENCE_BAND],
        further_gain=max(last - further, 0.0) / unit,
        rise=(last - low) / unit,
        confirmed=_confirmed(shape.level, low, first, last),
        net_fall=first - last,
        fall=(first - last) / first,
        swing=swing,
        regular=shape.cycle is None or shape.cycle.regular,
        ended=_ended(shape.learning_rate),
    )


def deepest_fall(curve: FloatArray) -> float:
    """Return by how much a curve, shape (n,), falls at most below what it was before."""
    return float(np.max(np.maximum.accumulate(curve) - curve))


def _with_cycle(
    cycle: Cycle, level: FloatArray, place: FloatArray, logged: FloatArray
) -> FloatArray:
    """Return level and wave; an alternating wave is there at the logged places only."""
    wave = cycle.wave(place)
    if cycle.alternating:
        sign = np.zeros_like(place)
        sign[np.searchsorted(place, logged)] = 1.0 - 2.0 * (np.arange(len(logged)) % 2)
        wave = wave * sign
    return np.asarray(level + wave)


def _final_swing(cycle: Cycle) -> float:
    """Return peak less trough of the last two periods, in units of the loss."""
    if cycle.alternating:
        return float(2 * cycle.wave(np.ones(1))[0])
    last = cycle.wave(1.0 - min(1.0, 2.0 / cycle.count) * GRID)
    return float(np.ptp(last))


def _settled(mean: FloatArray, place: FloatArray) -> dict[float, float]:
    """Return for each band the first place after which the remaining range is within it."""
    backwards = mean[::-1]
    remaining = np.maximum.accumulate(backwards) - np.minimum.accumulate(backwards)
    limit = float(np.ptp(mean)) * (np.array(BANDS) + ROUNDING)
    within = np.searchsorted(remaining, limit, side="right")
    return {band: float(place[len(place) - k]) for band, k in zip(BANDS, within, strict=True)}


def _confirmed(level: Function, low: float, first: float, last: float) -> bool:
    """Tell whether a level that ended above its minimum is lost rather than merely higher."""
    rise = last - low
    before_last_tenth = float(level(np.array([0.9]))[0])
    growing = last - before_last_tenth > STILL_GROWING * rise
    return last > first or growing or rise > 0.5 * (first - low)


def _ended(learning_rate: Function | None) -> bool:
    if learning_rate is None:
        return False
    rate = learning_rate(GRID)
    return bool(rate[GRID >= 0.95].max() <= ENDED_RATE * rate.max())
