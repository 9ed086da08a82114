"""How far a loss still fell towards its end, as it is told: the same in the reason and in findings.

The reason compares quarters of what was logged; a finding reads the second half off the fitted
curve. Under loud noise the two differ, and then the quarters are believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

HALF, LAST_QUARTER = 0.5, 0.75
"""Places in the run, by its axis: points may be logged ever more rarely."""
LEAST_LATE = 0.02
"""Share of the fall in the second half below which it shows no falling: the band of convergence."""


def last_quarter(curve: CurveProfile) -> float:
    """Return by how much the last quarter of the run lies below the one before, without spikes.

    Where one of them holds no point, quarters of the points stand for those of the run.
    """
    third = (curve.place >= HALF) & (curve.place < LAST_QUARTER)
    fourth = curve.place >= LAST_QUARTER
    if not third.any():
        before, last = curve.quarters.mean[2:].tolist()
        return float(before - last)
    return float(np.mean(curve.despiked[third]) - np.mean(curve.despiked[fourth]))


def late_share(curve: CurveProfile) -> float | None:
    """Return the share of the fall that came in the second half of the run.

    None where that would deny the fall: it is next to nothing, or less than the last quarter alone
    is told to have brought.
    """
    start, middle, end = curve.fit.evaluate(np.array([0.0, HALF, 1.0])).tolist()
    share = float((middle - end) / (start - end)) if start > end else 0.0
    denied = share < max(LEAST_LATE, last_quarter(curve) / curve.total_range)
    return None if denied else share
