"""One or two last points that lie apart: they have no future that could confirm them.

The last batch of an epoch is often a small one, and a log may end at a spike. Three points tell of
a level, see ``breakaway``; fewer say nothing of when the others came to rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.breakaway import BEFORE, FEWEST, SIGMAS, robust_sigma

if TYPE_CHECKING:
    from convcheck.model import FloatArray

FEWEST_BEFORE = 10
"""Points that must go before: their spread is known within a quarter, which six of it forgive."""


def without_lone_end(loss: FloatArray) -> FloatArray:
    """Return a loss, shape (n,), whose lone last points are pulled in; itself if it has none.

    They are lone where they lie beyond all values of the last fifth before them, and beyond its
    noise; they become the nearest of those values.
    """
    rest = len(loss) - (FEWEST - 1)
    if rest < FEWEST_BEFORE:
        return loss
    before, last = loss[rest - max(round(BEFORE * len(loss)), FEWEST_BEFORE) : rest], loss[rest:]
    away = np.abs(last - np.median(before)) > SIGMAS * robust_sigma(before)
    pulled = np.where(away, np.clip(last, before.min(), before.max()), last)
    return loss if np.array_equal(pulled, last) else np.concatenate([loss[:rest], pulled])
