"""Scales on which quantities are held, so that no single one shouts."""

from __future__ import annotations

import numpy as np

FINE = 0.005
"""Half a percent of the drop: below this a movement is as good as none, so shares are held on a
scale that is linear below it and logarithmic above."""


def bent(share: float) -> float:
    """Hold a share on a scale that is linear below FINE and logarithmic above, with its sign."""
    clipped = min(max(share, -2.0), 2.0)
    return float(np.sign(clipped) * np.log1p(abs(clipped) / FINE))


def straight(value: float) -> float:
    """Return the share that ``bent`` holds as this value."""
    return float(np.sign(value) * FINE * np.expm1(abs(value)))


def decades(value: float, low: float, high: float) -> float:
    """Logarithm to base 10 of a ratio, held between two bounds."""
    return float(np.log10(min(max(value, low), high)))
