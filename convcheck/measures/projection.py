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
STRETCHES = (0.02, 0.25)
"""Last shares of the run that fall alike where the loss falls along a line: that a line stops at
the end of the log is a guess, so the upper end is no lower than where it would go on to."""
SLOPE_ERROR = 0.2
"""Share by which that line may be steeper than it was measured."""
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
    high = max(UPPER * gain, gain + (1.0 + SLOPE_ERROR) * share * _stopped(fit)) + slack
    return FurtherGain(gain, max(0.0, LOWER * gain - slack), max(high, doubling))


def _stopped(fit: Fit) -> float:
    """Return the speed, loss a run, with which the loss falls up to the end and not beyond it."""
    before = np.array([1.0 - width for width in STRETCHES])
    now, beyond = fit.evaluate(np.array([1.0, 1.0 + STRETCHES[0]]))
    speed = float(np.min((fit.evaluate(before) - now) / np.array(STRETCHES)))
    return max(0.0, speed - float(now - beyond) / STRETCHES[0])
