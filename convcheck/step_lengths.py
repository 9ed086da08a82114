"""Lengths along the axis of a run: as whole as the steps that were logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile


def told_length(length: float, curve: CurveProfile) -> float:
    """Return a number of steps, rounded to whole ones, 1 at least, where all logged are whole."""
    if not bool(np.all(curve.step == np.round(curve.step))):
        return length
    return max(1.0, float(round(length)))
