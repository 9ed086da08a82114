"""The best non-increasing curve, whatever its shape: pool adjacent violators.

Ayer, Brunk, Ewing, Reid and Silverman (1955), "An empirical distribution function for
sampling with incomplete information".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray


def non_increasing(mean: FloatArray, weight: FloatArray) -> FloatArray:
    """Return the weighted least-squares non-increasing fit.

    ``mean`` and ``weight`` have shape (b,), weights positive; the result has shape (b,). O(b).
    """
    levels: list[float] = []
    weights: list[float] = []
    sizes: list[int] = []
    for value, share in zip(mean.tolist(), weight.tolist(), strict=True):
        level, total, size = value, share, 1
        while levels and levels[-1] <= level:
            before = weights.pop()
            level = (levels.pop() * before + level * total) / (before + total)
            total += before
            size += sizes.pop()
        levels.append(level)
        weights.append(total)
        sizes.append(size)
    return np.repeat(np.array(levels), np.array(sizes))
