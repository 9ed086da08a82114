"""Irregular bounce: a level that wanders up and down to the end, with memory.

Noise has no memory at any size: the von Neumann ratio (1941) of successive to total variance
is 1 for it. The iterate of a learning rate at the edge remembers where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

STRETCH = 0.4
"""Share of the run looked at, as the truth of labelled runs is measured."""
WINDOWS = (60, 119)
"""Window means over the stretch: fewest and most."""
CLIPPED_TOP = 95.0
"""Percentile above which levels are pulled in: one burst is no bounce."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """How the level wanders over the last 40 % of the run."""

    amplitude: float
    """P90 - P10 of the level with its line removed."""
    ratio: float
    """Von Neumann ratio of the level: 1 for noise, small for a remembered wander."""
    crossings: int
    """Sign changes of the level about its line."""
    up_swings: int
    """Rises of at least ``least`` from a trough."""
    window: int
    """Points a window mean."""


def measure_bounce(loss: FloatArray, least: float) -> Bounce:
    """Measure the bounce of a series, shape (n,); ``least`` is the smallest rise that counts."""
    stretch = loss[-max(1, round(STRETCH * len(loss))) :]
    window = max(1, len(stretch) // WINDOWS[0]) if len(stretch) >= 2 * WINDOWS[0] else 1
    usable = stretch[len(stretch) % window :]
    level = usable.reshape(-1, window).mean(axis=1)
    if len(level) < 4:
        return Bounce(0.0, 1.0, 0, 0, window)
    level = np.minimum(level, np.percentile(level, CLIPPED_TOP))
    place = np.linspace(-1.0, 1.0, len(level))
    level = level - np.polyval(np.polyfit(place, level, 1), place)
    variance = float(np.var(level))
    ratio = float(np.mean(np.diff(level) ** 2)) / (2.0 * variance) if variance > 0 else 1.0
    high, low = np.percentile(level, [90, 10])
    signs = np.sign(level[level != 0])
    crossings = int(np.sum(signs[1:] != signs[:-1]))
    return Bounce(float(high - low), ratio, crossings, count_up_swings(level, least), window)


def count_up_swings(level: FloatArray, least: float) -> int:
    """Count the rises of at least ``least`` from a trough to the next peak."""
    count = 0
    trough = peak = float(level[0])
    rising = False
    for value in level.tolist():
        if rising:
            peak = max(peak, value)
            if peak - value >= least:
                rising, trough = False, value
        else:
            trough = min(trough, value)
            if value - trough >= least > 0:
                rising, peak, count = True, value, count + 1
    return count
