"""The numbers that a verdict is decided on, each free of the loss's scale and shift.

All are shares of the run's drop, standard errors, counts or logarithms. Those that need a zero
(a share of the level itself) are NaN where any value is not positive; those of validation and of
the learning rate are NaN where the log has none. NaN counts as "says nothing".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray

FINE = 0.005
"""Half a percent of the drop: below this a movement is as good as none, so shares are held on a
scale that is linear below it and logarithmic above."""


def quantities(
    curve: CurveProfile, validation: CurveProfile | None, learning_rate: CurveProfile | None
) -> dict[str, float]:
    """Measure everything that the decision looks at, by name, in a fixed order."""
    drop = curve.total_range
    found = {
        "points": float(np.log10(len(curve))),
        "spikes": float(np.log10(curve.blocks.clipped.share + 1e-3)),
    }
    found |= _sight(curve, drop)
    found |= _late_movement(curve, drop)
    found |= _curve_ahead(curve, drop)
    found |= _return(curve)
    found |= _level(curve)
    found |= _swing(curve, drop)
    found |= _validation(validation)
    found["rate at the end"] = _rate_at_the_end(learning_rate)
    return found


def bent(share: float) -> float:
    """Hold a share on a scale that is linear below FINE and logarithmic above, with its sign."""
    clipped = min(max(share, -2.0), 2.0)
    return float(np.sign(clipped) * np.log1p(abs(clipped) / FINE))


def _ratio(value: float, low: float, high: float) -> float:
    """Logarithm to base 10 of a ratio, held between two bounds."""
    return float(np.log10(min(max(value, low), high)))


def _sight(curve: CurveProfile, drop: float) -> dict[str, float]:
    return {
        "band in sight": _ratio(curve.z, 0.03, 1e4),
        "noise": _ratio(curve.noise / drop, 1e-5, 1e2),
        "surely fell": _ratio(curve.fit.descent, 1.0, 1e6),
        "wander": _ratio(curve.fit.inflation, 1.0, 1e4),
    }


def _late_movement(curve: CurveProfile, drop: float) -> dict[str, float]:
    mean, error = curve.quarters.mean / drop, curve.quarters.error / drop
    last = float(mean[2] - mean[3])
    doubt = float(np.hypot(error[2], error[3]))
    early = max(float(mean[0] - mean[3]), 1e-9)
    late = curve.late_trend
    return {
        "last quarter": bent(last),
        "last quarter at least": bent(last - 2.0 * doubt),
        "last quarter at most": bent(last + doubt),
        "second half": bent(float(mean[1] - mean[3])),
        "whole": bent(float(mean[0] - mean[3])),
        "last of all": min(max(last / early, -1.0), 1.0),
        "late line": bent(late.fall / drop),
        "late line in errors": bent(0.01 * min(max(late.z, -100.0), 100.0)),
        "line in errors": bent(0.01 * min(max(curve.trend.z, -100.0), 100.0)),
    }


def _curve_ahead(curve: CurveProfile, drop: float) -> dict[str, float]:
    at = curve.fit.evaluate(np.array([0.5, 0.75, 1.0, 2.0, 4.0])) / drop
    isotonic = curve.isotonic / drop
    return {
        "stays within 2 %": 1.0 - curve.settling_place(0.02 * drop),
        "stays within 5 %": 1.0 - curve.settling_place(0.05 * drop),
        "curve, second half": bent(float(at[0] - at[2])),
        "curve, last quarter": bent(float(at[1] - at[2])),
        "as long again": bent(float(at[2] - at[3])),
        "four times as long": bent(float(at[2] - at[4])),
        "steps, last half": bent(float(isotonic[len(isotonic) // 2] - isotonic[-1])),
    }


def _return(curve: CurveProfile) -> dict[str, float]:
    rise = curve.rise
    span = max(rise.top - rise.lowest, 1e-300)
    return {
        "rise": bent(rise.size / span),
        "rise in errors": _ratio(rise.z, 0.1, 1e3),
        "time since lowest": rise.share_since,
        "still rising": float(rise.growing),
    }


def _level(curve: CurveProfile) -> dict[str, float]:
    if not curve.positive:
        names = ("fall of level", "size of fall", "end over start", "end over first tenth")
        return dict.fromkeys((*names, "level, last quarter", "chance"), np.nan)
    ends, mean = curve.ends, curve.quarters.mean
    fall = (ends.start - ends.end) / ends.start
    return {
        "fall of level": min(max(fall, -1.0), 1.0),
        "size of fall": _ratio(abs(fall), 1e-4, 10.0),
        "end over start": _ratio(ends.end / ends.start, 1e-4, 1e4),
        "end over first tenth": _ratio(ends.end / ends.first_tenth, 1e-4, 1e4),
        "level, last quarter": min(max(float(np.log(mean[2] / mean[3])), -1.0), 3.0),
        "chance": float(curve.chance_classes is not None),
    }


def _swing(curve: CurveProfile, drop: float) -> dict[str, float]:
    cycle, bounce = curve.cycle, curve.bounce
    return {
        "cycle": bent(cycle.swing / drop),
        "cycle at the end": bent(cycle.late_swing / drop),
        "cycle's share": cycle.strength,
        "cycle's prominence": _ratio(cycle.prominence, 1.0, 1e6),
        "comb": float(cycle.comb),
        "bounce": bent(bounce.amplitude / drop),
        "bounce's memory": 1.0 - min(bounce.ratio, 1.0),
        "up-swings": float(np.log1p(bounce.up_swings)),
    }


VALIDATION_POINTS = 8
"""Fewer validation points cannot contradict a training loss."""


def _validation(validation: CurveProfile | None) -> dict[str, float]:
    names = (
        "validation, last quarter",
        "validation, last quarter at most",
        "validation, second half",
        "validation in sight",
        "validation fell",
        "validation, fall of level",
        "validation, rise",
    )
    if validation is None or len(validation) < VALIDATION_POINTS or validation.constant:
        return dict.fromkeys(names, np.nan)
    drop = validation.total_range
    mean: FloatArray = validation.quarters.mean / drop
    doubt = float(np.hypot(*(validation.quarters.error[2:] / drop)))
    last = float(mean[2] - mean[3])
    rise = validation.rise
    fall = np.nan
    if validation.positive:
        fall = min(max(validation.ends.fall / validation.ends.start, -1.0), 1.0)
    values = (
        bent(last),
        bent(last + doubt),
        bent(float(mean[1] - mean[3])),
        _ratio(validation.z, 0.03, 1e4),
        _ratio(validation.fit.descent, 1.0, 1e6),
        fall,
        bent(rise.size / max(rise.top - rise.lowest, 1e-300)),
    )
    return dict(zip(names, values, strict=True))


def _rate_at_the_end(learning_rate: CurveProfile | None) -> float:
    if learning_rate is None or len(learning_rate) < 3 or learning_rate.loss.max() <= 0:
        return np.nan
    tip = learning_rate.loss[-max(1, len(learning_rate) // 20) :]
    return _ratio(float(np.median(tip) / learning_rate.loss.max()), 1e-4, 1.0)
