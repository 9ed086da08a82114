"""The logs that a trainer would have written of the same run, had it averaged over more batches.

What became of a training does not depend on how it was logged. A decision that also learns from
each run's own window means gives a noisy log and its epoch means the same answer more often. From
running means, which many progress bars log, it learns that noise with a memory is no swing.
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
MEMORIES = (0.8, 0.9, 0.95, 0.98)
"""Shares of a running mean that stay when a value comes in: what loggers offer."""
FEWEST_MEMORIES = 25
"""A mean that remembers more than such a part of the run lags too far behind to show it."""
RUNNING_SHARE = 0.5
"""Share of the trainings of which a running mean is made."""
ALREADY_SPARSE = ("validation",)
"""Roles that are measured now and then on all the data: a logger does not average them."""


def averaged_cases(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the window means of every case that is long enough, with the truth of its run."""
    for case in cases:
        window = _window(case)
        if window > 1:
            yield averaged(case, window)


def running_cases(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the running means of a share of the cases, with the truth of their runs."""
    for case in cases:
        memory = _memory(case)
        if memory > 0:
            yield remembered(case, memory)


def _window(case: Case) -> int:
    """Draw a window for a case, always the same one; 1 where it has no window means."""
    if not _is_dense(case):
        return 1
    count = len(case.run.objective)
    fitting = [window for window in WINDOWS if count // window >= FEWEST_WINDOWS]
    return int(np.random.default_rng(zlib.crc32(case.id.encode())).choice(fitting))


def _memory(case: Case) -> float:
    """Draw the memory of a running mean for a case, always the same one; 0 where it has none."""
    count = len(case.run.objective)
    fitting = [each for each in MEMORIES if count * (1.0 - each) >= FEWEST_MEMORIES]
    random = np.random.default_rng(zlib.crc32(f"running {case.id}".encode()))
    if not fitting or not _is_dense(case) or random.random() >= RUNNING_SHARE:
        return 0.0
    return float(random.choice(fitting))


def _is_dense(case: Case) -> bool:
    objective = case.run.objective
    known = objective.finite.all() and objective.role not in ALREADY_SPARSE
    return bool(known and len(objective) >= FEWEST_POINTS)


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


def remembered(case: Case, memory: float) -> Case:
    """Return a case whose objective is a running mean that keeps such a share at every point."""
    role = case.run.objective.role
    objective = _running_mean(case.run.objective, memory)
    run = replace(case.run, series={**case.run.series, role: objective}, objective=objective)
    return replace(case, id=f"{case.id}:running mean of {memory}", run=run, settling=None)


def _window_means(series: Series, window: int) -> Series:
    """Average windows that end with the last point; a mean stands at its window's last step."""
    used = len(series) // window * window
    values: FloatArray = series.value[len(series) - used :].reshape(-1, window)
    steps: FloatArray = series.step[len(series) - used :].reshape(-1, window)
    return replace(series, step=steps[:, -1], value=values.mean(axis=1), time=None)


def _running_mean(series: Series, memory: float) -> Series:
    """Average with a memory that fades, corrected for what it lacks at first.

    The correction is that of Kingma and Ba, 2015, section 3.
    """
    mean, means = 0.0, []
    for count, value in enumerate(series.value.tolist(), 1):
        mean = memory * mean + (1.0 - memory) * value
        means.append(mean / (1.0 - memory**count))
    return replace(series, value=np.array(means))
