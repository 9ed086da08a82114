"""Whether the level at the end lies above the lowest level before it, beyond noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.windows import equal_windows

if TYPE_CHECKING:
    from convcheck.model import FloatArray

MOST_WINDOWS = 24
"""Levels looked at: enough to find a late rise, few enough that chance finds none."""
POINTS_A_WINDOW = 4
"""Fewest points whose mean counts as a level."""


@dataclass(frozen=True, slots=True)
class Rise:
    """How far the end stands above the lowest level."""

    size: float
    """End level minus lowest level; 0 where the end is the lowest."""
    z: float
    """The same in standard errors of the two levels."""
    share_since: float
    """Share of the run since the lowest level."""
    growing: bool
    """The last level is the highest since the lowest."""
    lowest: float
    """The lowest level."""
    top: float
    """Highest level of the run."""


def measure_rise(loss: FloatArray) -> Rise:
    """Measure the rise of a series, shape (n,), n >= 6."""
    count = max(3, min(MOST_WINDOWS, len(loss) // POINTS_A_WINDOW))
    windows = equal_windows(loss, count)
    level = windows.mean
    lowest = int(np.argmin(level))
    # Two windows at the end: one alone is a coin toss in a noisy log.
    last = level[-2:].mean() if lowest < count - 2 else level[-1]
    size = max(0.0, float(last - level[lowest]))
    error = float(np.hypot(windows.error[lowest], windows.error[-2:].mean()))
    growing = bool(lowest < count - 1 and level[-1] >= level[lowest:].max() - error)
    return Rise(
        size=size,
        z=size / error if error > 0 else (0.0 if size == 0 else np.inf),
        share_since=(count - 1 - lowest) / count,
        growing=growing,
        lowest=float(level[lowest]),
        top=float(level.max()),
    )
