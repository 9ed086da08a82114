"""A series in a few numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcheck.report import Best, NonFinite, SeriesSummary

if TYPE_CHECKING:
    from convcheck.model import Goal, Series

WITHOUT_BEST = ("learning_rate", "gradient_norm", "loss_scale", "epoch")
"""Roles of which no value is better than another."""


def summarize(
    series: Series,
    goal: Goal,
    best_step: float | None = None,
    best_range: tuple[float, float] | None = None,
    best_level: float | None = None,
) -> SeriesSummary:
    """Return counts, ends and best of a series, in values as logged.

    ``best_step`` is where a smoothed series is best, ``best_level`` what it is there, and
    ``best_range`` the steps that are as good within the noise; without them it is the single best
    value.
    """
    import numpy as np

    finite = np.flatnonzero(series.finite)
    best: Best | None = None
    if len(finite) and series.role not in WITHOUT_BEST:
        values = series.value[finite]
        at = int(finite[np.argmin(values) if goal == "min" else np.argmax(values)])
        if best_step is not None:
            at = int(np.searchsorted(series.step, best_step))
        step = float(series.step[at])
        best = Best(float(series.value[at]), step, best_range or (step, step), best_level)
    return SeriesSummary(
        name=series.name,
        points=len(series),
        non_finite=len(series) - len(finite),
        first=float(series.value[finite[0]]) if len(finite) else None,
        last=float(series.value[finite[-1]]) if len(finite) else None,
        last_non_finite=_non_finite(float(series.value[-1])) if len(series) else None,
        best=best,
    )


def _non_finite(value: float) -> NonFinite | None:
    if math.isfinite(value):
        return None
    if math.isnan(value):
        return "nan"
    return "inf" if value > 0 else "-inf"
