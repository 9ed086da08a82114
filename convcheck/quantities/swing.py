"""Cycles and bounces about the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.quantities.scale import bent, decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile


def swing(curve: CurveProfile, drop: float) -> dict[str, float]:
    """Say how the loss swings about its curve to the end of the run."""
    cycle, bounce = curve.cycle, curve.bounce
    return {
        "cycle": bent(cycle.swing / drop),
        "cycle at the end": bent(cycle.late_swing / drop),
        "cycle's share": cycle.strength,
        "cycle's prominence": decades(cycle.prominence, 1.0, 1e6),
        "regular cycle": bent(cycle.regularity * cycle.late_swing / drop),
        "regularity": cycle.regularity,
        "bounce": bent(bounce.amplitude / drop),
        "bounce's memory": 1.0 - min(bounce.ratio, 1.0),
        "crossings": float(np.log1p(bounce.crossings)),
        "up-swings": float(np.log1p(bounce.up_swings)),
    }
