"""The log that a trainer would have written of the same run, had it averaged over more batches.

What became of a training does not depend on how it was logged. A decision that also learns from
each run's own window means gives a noisy log and its epoch means the same answer more often.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray, Series
    from tests.accuracy.cases import Case

WINDOWS = (3, 5, 10, 20)
"""Points that are averaged to one: what loggers offer between a few batches and an epoch."""
FEWEST_WINDOWS = 12
"""Fewer windows would no longer show what the log shows."""
FEWEST_POINTS = 40
"""Shorter logs mostly hold means already."""
ALREADY_SPARSE = ("validation",)
"""Roles that are measured now and then on all the data: a logger does not average them."""


def averaged_cases(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the window means of every case that is long enough, with the truth of its run."""
    for case in cases:
        window = _window(case)
        if window > 1:
            yield averaged(case, window)


def _window(case: Case) -> int:
    """Draw a window for a case, always the same one; 1 where it has no window means."""
    objective = case.run.objective
    count = len(objective)
    if count < FEWEST_POINTS or not objective.finite.all() or objective.role in ALREADY_SPARSE:
        return 1
    fitting = [window for window in WINDOWS if count // window >= FEWEST_WINDOWS]
    return int(np.random.default_rng(zlib.crc32(case.id.encode())).choice(fitting))


def averaged(case: Case, window: int) -> Case:
    """Return a case whose dense series are means of so many points, the last window full."""
    run = case.run
    dense = len(run.objective)
    series = {
        role: each if len(each) < dense or role in ALREADY_SPARSE else _window_means(each, window)
        for role, each in run.series.items()
    }
    means = replace(run, series=series, objective=series[run.objective.role])
    return replace(case, id=f"{case.id}:means of {window}", run=means, settling=None)


def _window_means(series: Series, window: int) -> Series:
    """Average windows that end with the last point; a mean stands at its window's last step."""
    used = len(series) // window * window
    values: FloatArray = series.value[len(series) - used :].reshape(-1, window)
    steps: FloatArray = series.step[len(series) - used :].reshape(-1, window)
    return replace(series, step=steps[:, -1], value=values.mean(axis=1), time=None)
