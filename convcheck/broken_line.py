"""Broken lines: what one quantity adds to a sum of fitted scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that bends at its knots and is flat beyond the outermost, for each of m scores.

    So no log outside what was seen in fitting gets an extreme answer.
    """

    knots: FloatArray
    """Shape (k,), rising: where the line may bend."""
    weight: FloatArray
    """Shape (k - 1, m): by how much the scores change from knot to knot."""
    missing: FloatArray
    """Shape (m,): what the absence of the quantity adds."""

    def scores(self, value: float) -> FloatArray:
        """Return shape (m,): what this value adds to the scores."""
        if not np.isfinite(value):
            return self.missing
        ramps = np.clip((value - self.knots[:-1]) / np.diff(self.knots), 0.0, 1.0)
        return np.asarray(ramps @ self.weight)
