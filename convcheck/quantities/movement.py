"""How much the loss still moved late in the run, and what its curve promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.quantities.scale import bent, decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile


def sight(curve: CurveProfile, drop: float) -> dict[str, float]:
    """Say how much the noise lets see."""
    return {
        "band in sight": decades(curve.z, 0.03, 1e4),
        "noise": decades(curve.noise / drop, 1e-5, 1e2),
        "surely fell": decades(curve.fit.descent, 1.0, 1e6),
        "wander": decades(curve.fit.inflation, 1.0, 1e4),
    }


def late_movement(curve: CurveProfile, drop: float) -> dict[str, float]:
    """Say how much the loss fell late in the run, as it was logged."""
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


def curve_ahead(curve: CurveProfile, drop: float) -> dict[str, float]:
    """Say where the fitted curve settled and where it leads."""
    at = curve.fit.evaluate(np.array([0.5, 0.75, 1.0, 2.0, 4.0])) / drop
    pooled = curve.isotonic / drop
    halfway = float(np.interp(0.5, curve.blocks.place, pooled))
    return {
        "stays within 2 %": 1.0 - curve.settling_place(0.02 * drop),
        "stays within 5 %": 1.0 - curve.settling_place(0.05 * drop),
        "curve, second half": bent(float(at[0] - at[2])),
        "curve, last quarter": bent(float(at[1] - at[2])),
        "as long again": bent(float(at[2] - at[3])),
        "four times as long": bent(float(at[2] - at[4])),
        "steps, last half": bent(halfway - float(pooled[-1])),
    }
