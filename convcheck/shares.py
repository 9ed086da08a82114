"""Sizes as shares of a run's drop, told only where the run has a drop that can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.wording import part

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

MOST_NOISE = 1.0
"""Noise over drop above which the drop is no measure: one value scatters further than the loss
fell, so that shares of it are numbers like 3e+12, of a drop that is rounding or the noise's own."""
SEEN = 0.01
"""Share of its range from which a rise is told as one: beside an explosion every other is none."""
FAR_ABOVE = 1.5
"""Times a positive level from which a rise is told as such, not as a share of the range."""
MOST_TIMES = 1e4
"""Times the whole above which a share says no more than that the size is huge."""


def has_drop(curve: CurveProfile) -> bool:
    """Return whether a curve of six points or more fell so far that shares of it mean something."""
    return not curve.constant and curve.noise <= MOST_NOISE * curve.total_range


def beside(size: float, curve: CurveProfile, noun: str = "drop") -> str:
    """Return a size as a share to stand in brackets behind it; empty where that says nothing."""
    return of_whole(size, curve.total_range, noun) if has_drop(curve) else ""


def of_whole(size: float, whole: float, noun: str) -> str:
    """Return a size as a share in brackets, or nothing where the whole is next to nothing."""
    return f" ({part(size / whole)} the {noun})" if size <= MOST_TIMES * whole else ""
