"""The numbers that a verdict is decided on.

Nearly all are shares of the run's drop, standard errors, counts or logarithms, free of the loss's
scale and shift. Those that need a zero (a share of the level itself) or a unit (the loss of
guessing) are NaN where any value is not positive; those of validation and of the learning rate are
NaN where the log has none. NaN counts as "says nothing".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.quantities.beside import of_validation, rate_at_the_end, rate_restarts
from convcheck.quantities.level import LEVELS, came_back, level
from convcheck.quantities.movement import curve_ahead, late_movement, sight
from convcheck.quantities.rest import rest
from convcheck.quantities.swing import swing
from convcheck.quantities.texture import texture
from convcheck.quantities.unit import UNIT_BOUND, in_its_unit

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

ZERO_BOUND = (*LEVELS, *UNIT_BOUND, "validation, fall of level")
"""All quantities that need a zero: NaN where a loss has none, for it lies below or begins there."""
FEWEST_RESTARTS = 2
"""Warm restarts of the learning rate that make a schedule of cycles."""
SHARED_CYCLE = (
    "cycle",
    "cycle at the end",
    "cycle's share",
    "cycle's prominence",
    "regular cycle",
    "regularity",
    "bounce",
    "up-swings",
    "rest, bounce",
    "rest, up-swings",
)
"""What such a schedule says of itself and not of the loss."""


def quantities(
    curve: CurveProfile, validation: CurveProfile | None, learning_rate: CurveProfile | None
) -> dict[str, float]:
    """Measure everything that the decision looks at, by name, in a fixed order."""
    curve = curve.contained
    drop = curve.total_range
    found = {
        "points": float(np.log10(len(curve))),
        "spikes": float(np.log10(curve.blocks.clipped.share + 1e-3)),
    }
    found |= sight(curve, drop)
    found |= late_movement(curve, drop)
    found |= curve_ahead(curve, drop)
    found |= came_back(curve, drop)
    found |= level(curve)
    found |= in_its_unit(curve)
    found |= swing(curve, drop)
    found |= rest(curve, drop)
    found |= texture(curve)
    found |= of_validation(validation)
    found["rate at the end"] = rate_at_the_end(learning_rate)
    if rate_restarts(learning_rate) >= FEWEST_RESTARTS:
        # A cycle that the learning rate shares is no fault of the loss.
        found |= dict.fromkeys(SHARED_CYCLE, np.nan)
    return found
