"""Where the loss came back to, and how its level compares with its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.quantities.scale import bent, decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

SURE_ERRORS = 4.0
"""Standard errors that a rise must leave behind: the lowest of some twenty levels is picked."""
LATE_ERRORS = 2.0
"""Standard errors by which the rise of the last fifth may be larger than it was measured."""

LEVELS = (
    "fall of level",
    "size of fall",
    "end over start",
    "end over first tenth",
    "level, last quarter",
)
"""All quantities that another zero of the loss changes, but those of its unit."""


def came_back(curve: CurveProfile, drop: float) -> dict[str, float]:
    """Say whether the loss rose again from its lowest level."""
    rise = curve.rise
    span = max(rise.top - rise.lowest, 1e-300)
    error = rise.size / rise.z if rise.z > 0 else 0.0
    sure = max(0.0, rise.size - SURE_ERRORS * error)
    ends, late = curve.ends, curve.end_trend
    return {
        "sure rise": bent(sure / span),
        "sure and still rising": bent(sure / span) if rise.growing else 0.0,
        "end above start": min(max((ends.tip - ends.start) / span, -1.0), 1.0),
        "rise": bent(rise.size / span),
        "rise of the drop": bent(rise.size / drop),
        "rise in errors": decades(rise.z, 0.1, 1e3),
        "time since lowest": rise.share_since,
        "still rising": float(rise.growing),
        "late rise at most": bent((LATE_ERRORS * late.error - late.fall) / span),
    }


def level(curve: CurveProfile) -> dict[str, float]:
    """Compare levels themselves, which needs a zero: NaN where a value is not positive."""
    if not curve.positive:
        return dict.fromkeys(LEVELS, np.nan)
    ends = curve.ends
    before, last = np.maximum(curve.quarters.mean[2:], np.finfo(float).tiny)
    fall = (ends.start - ends.end) / ends.start
    values = (
        min(max(fall, -1.0), 1.0),
        decades(abs(fall), 1e-4, 10.0),
        decades(ends.end / ends.start, 1e-4, 1e4),
        decades(ends.end / ends.first_tenth, 1e-4, 1e4),
        min(max(float(np.log(before) - np.log(last)), -1.0), 3.0),
    )
    return dict(zip(LEVELS, values, strict=True))
