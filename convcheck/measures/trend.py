"""A straight line through a stretch of the log, and how sure its slope is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import difference_sigma

if TYPE_CHECKING:
    from convcheck.model import FloatArray


@dataclass(frozen=True, slots=True)
class Trend:
    """A least-squares line."""

    fall: float
    """How far the line falls over the stretch; negative where it rises."""
    error: float
    """Standard error of that, corrected for remembered noise."""

    @property
    def z(self) -> float:
        """The fall in standard errors."""
        return self.fall / self.error if self.error > 0 else 0.0


def measure_trend(place: FloatArray, loss: FloatArray) -> Trend:
    """Fit a line to a stretch, both of shape (n,), n >= 3.

    The residuals' lag-1 memory r inflates the variance by (1 + r) / (1 - r), the large-sample
    factor of an autoregression of order one (Bartlett, 1946).
    """
    centred = place - place.mean()
    spread = float(centred @ centred)
    if spread <= 0:
        return Trend(0.0, 0.0)
    slope = float(centred @ loss) / spread
    residual = loss - loss.mean() - slope * centred
    power = float(residual @ residual)
    memory = float(residual[1:] @ residual[:-1]) / power if power > 0 else 0.0
    memory = min(max(memory, 0.0), 0.95)
    variance = max(power / max(1, len(loss) - 2), 1e-4 * difference_sigma(loss) ** 2)
    error = np.sqrt(variance / spread * (1.0 + memory) / (1.0 - memory))
    length = float(place[-1] - place[0])
    return Trend(-slope * length, float(error) * length)
