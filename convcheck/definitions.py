"""What the definition of a verdict rules out, whatever the scores say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from convcheck.quantities.scale import straight

if TYPE_CHECKING:
    from convcheck.model import FloatArray

LEAST_RISE = 0.1
"""Share of its range by which a loss must stand above its lowest level to have diverged."""
ERRORS = 2.0
"""Standard errors by which a rise may be larger than it was measured."""
NEAR_THE_BOTTOM = -0.5
"""End less start in units of the range: below this the end lies far below the start, so that the
range is the loss's own and no explosion's. Of 6,933 trainings of the zoo so ruled out 85 had
diverged; of the 16 that were called so else, 13 had not."""
RESTS = 0.02
"""Rise in the last fifth of a run, as a share of its range, below which it is over: the band of
convergence."""


def by_definition(scores: FloatArray, quantities: Mapping[str, float]) -> FloatArray:
    """Return scores of the classes, shape (5,), with what is ruled out as unlikely as the least.

    The last class is diverged: its level has risen, stayed, and stands far above its lowest; and
    unless it stands near its start or above, that goes on.
    """
    if quantities["end above start"] >= NEAR_THE_BOTTOM:
        return scores
    rise = straight(quantities["rise"])
    high = rise * (1.0 + ERRORS / 10.0 ** quantities["rise in errors"]) >= LEAST_RISE
    if high and straight(quantities["late rise at most"]) >= RESTS:
        return scores
    return np.append(scores[:-1], scores.min())
