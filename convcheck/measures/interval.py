"""A place and its interval from the chance of having settled by each place of the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

COVERAGE = 0.88
"""Mass that the interval holds. A little under the 90 % that it is to cover: of the 149 converged
trainings by real loggers, each kind left out of the fit, it covers .919, with 0.9 .946; by a fit
that saw none of them .899, and of another seed of the zoo .88."""
NEAR = 0.05
"""Share of the run within which a place counts as right: what the choice of a place maximises."""
GRID = np.linspace(0.0, 1.0, 401)
"""Places at which the chances are compared; finer than any step can be told."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely a loss had settled by each place."""

    place: FloatArray
    """Shape (b,), rising, 0 to 1."""
    settled: FloatArray
    """Shape (b,), never falling, 0 to 1."""

    def between(self, low: FloatArray | float, high: FloatArray | float) -> FloatArray:
        """Return the chance that it settled between two places."""
        by_high = np.interp(high, self.place, self.settled, right=1.0)
        return np.asarray(by_high - np.interp(low, self.place, self.settled, left=0.0))

    def choose(self, estimate: float, keep: float) -> float:
        """Return the likeliest place, or the estimate where that is nearly as likely.

        ``keep`` is the share of the likeliest place's chance that lets an estimate stand.
        """
        near = self.between(self.place - NEAR, self.place + NEAR)
        best = int(np.argmax(near))
        own = float(self.between(estimate - NEAR, estimate + NEAR))
        return estimate if own >= keep * float(near[best]) else float(self.place[best])

    def interval(self) -> tuple[float, float]:
        """Return the smallest interval that holds ``COVERAGE`` of the chance."""
        by = np.interp(GRID, self.place, self.settled)
        by[-1] = 1.0
        before = np.concatenate([[0.0], by[:-1]])
        stop = np.searchsorted(by, before + COVERAGE - 1e-9)
        inside = stop < len(GRID)
        stop = np.minimum(stop, len(GRID) - 1)
        width = np.where(inside, GRID[stop] - GRID, np.inf)
        start = int(np.argmin(width))
        return float(GRID[start]), float(GRID[stop[start]])
