"""What validation and learning rate say of the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.bounce import count_up_swings
from convcheck.quantities.scale import bent, decades

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile


VALIDATION_POINTS = 8
"""Fewer validation points cannot contradict a training loss."""


def of_validation(validation: CurveProfile | None) -> dict[str, float]:
    """Say how validation moved, which is a second view of the same weights."""
    names = (
        "validation, last quarter",
        "validation, last quarter at most",
        "validation, second half",
        "validation in sight",
        "validation fell",
        "validation, fall of level",
        "validation, rise",
        "validation, bounce",
        "validation, crossings",
    )
    if validation is None or len(validation) < VALIDATION_POINTS or validation.constant:
        return dict.fromkeys(names, np.nan)
    drop = validation.total_range
    mean = validation.quarters.mean / drop
    doubt = float(np.hypot(*(validation.quarters.error[2:] / drop)))
    last = float(mean[2] - mean[3])
    rise = validation.rise
    fall = np.nan
    if validation.positive:
        fall = min(max(validation.ends.fall / validation.ends.start, -1.0), 1.0)
    values = (
        bent(last),
        bent(last + doubt),
        bent(float(mean[1] - mean[3])),
        decades(validation.z, 0.03, 1e4),
        decades(validation.fit.descent, 1.0, 1e6),
        fall,
        bent(rise.size / max(rise.top - rise.lowest, 1e-300)),
        decades(validation.bounce.amplitude / drop, 1e-3, 10.0),
        float(np.log1p(validation.bounce.crossings)),
    )
    return dict(zip(names, values, strict=True))


def rate_at_the_end(learning_rate: CurveProfile | None) -> float:
    """Return the decades that the learning rate lies below its peak at the end, or NaN."""
    if learning_rate is None or len(learning_rate) < 3 or learning_rate.loss.max() <= 0:
        return np.nan
    tip = learning_rate.loss[-max(1, len(learning_rate) // 20) :]
    return decades(float(np.median(tip) / learning_rate.loss.max()), 1e-4, 1.0)


RESTART = 0.1
"""Share of its peak by which a rate must rise again to count as a warm restart."""

SHORTLY = 0.05
"""Share of a run before which a restart no longer explains what the loss does."""

MOST_RATES = 50_000
"""Rates that restarts are looked for in, evenly picked: a schedule of more restarts has none."""


def rate_restarts(learning_rate: CurveProfile | None) -> int:
    """Count the times that the learning rate rose again after it had fallen."""
    if learning_rate is None or len(learning_rate) < 3 or learning_rate.loss.max() <= 0:
        return 0
    rate = learning_rate.loss[int(np.argmax(learning_rate.loss)) :]
    rate = rate[:: -(-len(rate) // MOST_RATES)]
    return count_up_swings(rate, RESTART * float(learning_rate.loss.max()))


def rate_rose(learning_rate: CurveProfile | None, since: float) -> bool:
    """Tell whether the rate restarted near or after a step: in the twentieth before, or since."""
    if learning_rate is None or len(learning_rate) < 3 or learning_rate.loss.max() <= 0:
        return False
    step = learning_rate.step
    rate = learning_rate.loss[step >= since - SHORTLY * (step[-1] - step[0])]
    if len(rate) == 0:
        return False
    risen = rate - np.minimum.accumulate(rate)
    return float(risen.max()) >= RESTART * float(learning_rate.loss.max())
