"""The best point of a series, as a range: noise makes many points equally good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

SMOOTH = 3
"""Points whose median is compared: no single lucky point is the best."""


@dataclass(frozen=True, slots=True)
class Best:
    """Where a series was best, as indices of its points."""

    index: int
    """The lowest of the smoothed series."""
    first: int
    """The first point within one standard error of it."""
    last: int
    """The last such point."""


def find_best(loss: FloatArray, sigma: FloatArray) -> Best:
    """Find the best of a series, shape (n,), whose local noise is ``sigma``, shape (n,)."""
    level = _smoothed(loss)
    index = int(np.argmin(level))
    reach = float(sigma[index]) / np.sqrt(SMOOTH)
    near = np.flatnonzero(level <= level[index] + reach)
    return Best(index, int(near[0]), int(near[-1]))


def _smoothed(loss: FloatArray) -> FloatArray:
    if len(loss) < SMOOTH:
        return loss
    padded = np.concatenate([loss[:1], loss, loss[-1:]])
    return np.asarray(np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0))
