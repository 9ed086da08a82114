"""The end of a curve as it is told: whether one or two last points alone lie far above all before.

Such points say nothing of a swing, of the noise, or of what more steps would bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.told_levels import climb

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

RISEN = 0.1
"""Share of the range from which a level rose, as divergence is defined; and share of the way up to
the last points from which the level's own part of it shows beside them."""
LOST = 0.5
"""Share of the range from which a level has lost what was learned, whatever the last points do."""


@dataclass(frozen=True, slots=True)
class LoneRise:
    """Last points that lie far above all before."""

    first: int
    """Index of the first of them."""
    size: float
    """How far they lie above the highest value of the last fifth before."""
    end: float
    """The highest of them."""
    share: float
    """Its way up from the lowest level, as a share of the range of all levels and itself."""


def lone_rise(curve: CurveProfile) -> LoneRise | None:
    """Return the last points that alone rose; None where there are none, or the level rose too."""
    calmed = curve.calm
    above = curve.loss - calmed.loss
    pulled = np.flatnonzero(above > 0)
    if len(pulled) == 0:
        return None
    first, level, found = int(pulled[0]), calmed.blocks.mean, climb(calmed)
    end = float(curve.loss[first:].max())
    seen = found.size >= RISEN * (end - found.lowest)
    if found.share >= LOST or (found.share >= RISEN and seen):
        return None
    share = (end - found.lowest) / (max(float(level.max()), end) - found.lowest)
    return LoneRise(first, float(above.max()), end, share)
