"""What the noise itself says: it shrinks with the loss, and ranks see trends that means miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import difference_sigma
from convcheck.measures.ranks import rank_shift
from convcheck.quantities.scale import bent, decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray


def texture(curve: CurveProfile) -> dict[str, float]:
    """Compare noise and ranks between the quarters of a run."""
    quarters = np.array_split(curve.loss, 4)
    least = 1e-9 * curve.total_range
    sigma = [max(difference_sigma(quarter), least) for quarter in quarters]
    return {
        "noise, last quarter": decades(sigma[2] / sigma[3], 0.1, 10.0),
        "noise, whole": decades(sigma[0] / sigma[3], 1e-2, 1e2),
        "ranks, last quarter": _shift(quarters[2], quarters[3]),
        "ranks, second half": _shift(quarters[1], quarters[3]),
        "ranks, last eighth": _shift(*np.array_split(quarters[3], 2)),
    }


def _shift(before: FloatArray, after: FloatArray) -> float:
    return bent(0.01 * float(np.clip(rank_shift(before, after), -100.0, 100.0)))
