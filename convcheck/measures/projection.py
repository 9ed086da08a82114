"""What training longer would bring, were everything held as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.measures.decreasing_fit import Fit

FARTHEST = 1.0
"""Never further than once more the run: beyond that the interval says nothing."""
LOWER, UPPER = 0.4, 2.0
"""The interval as shares of the gain; on curves of known form it covers .94 to .98. Real trainings
often gain more than their curve promises, so the upper end is no lower than what the last doubling
of the steps brought: a loss that falls with the logarithm of the steps gains that much again."""
SLACK, SLACK_BY_NOISE = 0.003, 0.04
"""Added to both ends, as shares of the drop: shape error, and noise over visibility z."""


@dataclass(frozen=True, slots=True)
class FurtherGain:
    """A projected fall of the loss."""

    gain: float
    """By how much it would fall."""
    low: float
    """Lower end of the 90 % interval."""
    high: float
    """Upper end of the 90 % interval."""


def project(fit: Fit, share: float, total_range: float, z: float) -> FurtherGain:
    """Continue a fit for ``share`` (at most 1) of the run; ramps and steps stop.

    Raises ValueError beyond that.
    """
    if not 0 < share <= FARTHEST:
        raise ValueError(f"cannot project {share:g} run lengths ahead; at most {FARTHEST:g}")
    now, then = fit.evaluate(np.array([1.0, 1.0 + share]))
    gain = max(0.0, float(now - then))
    slack = (SLACK + SLACK_BY_NOISE / max(z, 0.1)) * total_range
    doubling = float(fit.evaluate(np.array([1.0 / (1.0 + share)]))[0] - now)
    return FurtherGain(gain, max(0.0, LOWER * gain - slack), max(UPPER * gain + slack, doubling))
