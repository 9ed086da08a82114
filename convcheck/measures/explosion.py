"""Explosions at the start: a loss that leaps far above its first value and comes back.

Too large a first step throws the weights away, and much of what follows is the way back. Measured
against the height of such a peak all else is nothing: its noise, a swing, and what was learned. So
the verdict counts from where the training began, not from how far it was thrown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.ends import measure_ends

if TYPE_CHECKING:
    from convcheck.model import FloatArray

FEWEST = 6
"""Points below which nothing is known of what is usual."""
FAR = 10.0
"""Ranges of all that is usual by which an explosion leaves it. Less is a hump, or noise with long
tails; from 3 to 10 the verdicts of 2,734 labelled trainings are right as often."""
LEFT = 0.5
"""Of that range, what is left of an explosion: that the loss rose stays to be seen."""
USUAL = (0.05, 0.95)
"""Quantiles that bound what is usual: from below of the run, from above of its second half."""


def without_explosion(loss: FloatArray) -> FloatArray:
    """Return a loss, shape (n,), whose first half is cut down to what is usual; itself if it is so.

    Usual is what lies between the lowest levels and the first value, or the level of the second
    half where that is higher.
    """
    half = len(loss) // 2
    if len(loss) < FEWEST:
        return loss
    first = min(float(loss[0]), measure_ends(loss).start)
    if float(loss[:half].max()) <= first:
        return loss
    lowest, highest = USUAL
    top = max(first, float(np.quantile(loss[half:], highest)))
    span = max(top - float(np.quantile(loss, lowest)), 1e-12 * abs(top))
    if float(loss[:half].max()) <= top + FAR * span:
        return loss
    return np.concatenate([np.minimum(loss[:half], top + LEFT * span), loss[half:]])
