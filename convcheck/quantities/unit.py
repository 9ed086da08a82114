"""Quantities that hang on the unit of the loss: its levels, and how they compare with guessing.

The shape of a log does not tell how much there was to learn: a run that rests after an exploded
start looks like one that learned. Most trainers log cross-entropy in nats or the squared error of
standardised targets, whose levels tell. Part of the trainings that are fitted to are told in units
drawn at random, so that no verdict takes the usual ones for granted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.guesses import CLASS_GUESSES, MEAN_GUESSES, above_guess
from convcheck.quantities.scale import decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

LEAST, MOST = 1e-4, 1e3
"""Nats or squared errors: a loss below is as good as none, one above is no usual loss."""
UNIT_BOUND = (
    "chance",
    "first level",
    "last level",
    "first level over a guess",
    "last level over guessing a class",
    "last level over guessing the mean",
)
"""All quantities that another unit of the loss changes."""


def in_its_unit(curve: CurveProfile) -> dict[str, float]:
    """Hold both ends against the unit; NaN where a value is not positive."""
    if not curve.positive:
        return dict.fromkeys(UNIT_BOUND, np.nan)
    first, last = curve.ends.start, curve.ends.end
    values = (
        float(curve.chance_classes is not None),
        decades(first, LEAST, MOST),
        decades(last, LEAST, MOST),
        above_guess(first, CLASS_GUESSES + MEAN_GUESSES),
        above_guess(last, CLASS_GUESSES),
        above_guess(last, MEAN_GUESSES),
    )
    return dict(zip(UNIT_BOUND, values, strict=True))
