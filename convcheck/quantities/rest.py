"""The run without its first tenth, where an unlucky start may dwarf all that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.bounce import measure_bounce
from convcheck.measures.trend import measure_trend
from convcheck.measures.windows import equal_windows
from convcheck.quantities.scale import bent, decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile


REST_WINDOWS = 12
"""Windows over the run without its first tenth; their levels are hardly noise."""


def rest(curve: CurveProfile, drop: float) -> dict[str, float]:
    """Measure movement, bounce and noise in units of the rest of the run."""
    skipped = len(curve) // 10
    rest, place = curve.despiked[skipped:], curve.place[skipped:]
    level = equal_windows(rest, min(REST_WINDOWS, len(rest))).mean
    span = max(float(np.ptp(level)), 1e-9 * drop)
    quarters = equal_windows(rest, 4)
    last = float(quarters.mean[2] - quarters.mean[3])
    error = max(float(np.hypot(*quarters.error[2:])), 1e-12 * drop)
    bounce = measure_bounce(curve.loss, 0.15 * span)
    by_doubling = measure_trend(np.log(np.maximum(place, 0.5 / len(curve))), rest)
    return {
        "rest of drop": decades(span / drop, 1e-4, 1.0),
        "rest, last quarter": min(max(last / span, -1.0), 1.0),
        "rest, last quarter in errors": bent(0.01 * min(max(last / error, -100.0), 100.0)),
        "rest, noise": decades(curve.noise / span, 1e-3, 1e2),
        "rest, bounce": decades(bounce.amplitude / span, 1e-3, 10.0),
        "rest, up-swings": float(np.log1p(bounce.up_swings)),
        "rest, falling": float(np.mean(np.diff(level) < 0)),
        "rest, end above lowest": min(float(level[-1] - level.min()) / span, 1.0),
        "per doubling": bent(by_doubling.fall / drop),
        "per doubling in errors": bent(0.01 * min(max(by_doubling.z, -100.0), 100.0)),
    }
