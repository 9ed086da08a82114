"""Where a run began and ended, and how far it travelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

START_SHARE = 0.01
MOST_START_POINTS = 9
"""Points that count as the start: losses fall fastest there, so few, however long the log."""
END_SHARE = 0.20
"""Points that count as the end: the dwell that a converged run is asked for."""
TIP_SHARE = 0.05
"""Points at the very end whose median stands for the last level."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Levels at both ends of a run."""

    start: float
    """Median of the first 1 % of points, at most nine, S."""
    end: float
    """Median of the last 20 %, E."""
    tip: float
    """Median of the last 5 %."""
    first_tenth: float
    """The larger of mean and median of the first tenth."""

    @property
    def fall(self) -> float:
        """How far the loss fell, S - E; negative where it rose."""
        return self.start - self.end


def measure_ends(loss: FloatArray) -> Ends:
    """Measure the levels at the ends of a series, shape (n,), n >= 1."""
    n = len(loss)
    tenth = loss[: max(1, round(0.1 * n))]
    return Ends(
        start=float(np.median(loss[: min(max(1, round(START_SHARE * n)), MOST_START_POINTS)])),
        end=float(np.median(loss[-max(1, round(END_SHARE * n)) :])),
        tip=float(np.median(loss[-max(1, round(TIP_SHARE * n)) :])),
        first_tenth=float(max(np.mean(tenth), np.median(tenth))),
    )
