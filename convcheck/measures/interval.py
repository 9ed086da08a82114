"""Between which places the true settling place lies in 90 of 100 runs."""

from __future__ import annotations

import numpy as np

SHAPE = 0.035
"""Relative error of the place on curves without noise: what the shapes cannot follow."""
BY_NOISE = 1.3
"""How much of it noise adds, over the visibility z; measured on curves of known form."""
REAL_RUNS = 0.05
"""Added on both sides, as a share of the run: the level of a real run is itself not still."""


def settling_interval(place: float, z: float) -> tuple[float, float]:
    """Return the interval about a settling place, both 0 to 1, for a band of visibility z."""
    spread = SHAPE + BY_NOISE / max(z, 0.3)
    low = place * np.exp(-spread) - REAL_RUNS
    high = place * np.exp(spread) + REAL_RUNS
    return float(max(0.0, low)), float(min(1.0, high))
