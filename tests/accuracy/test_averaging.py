"""A run teaches also by its own window means, with its own truth and no second vote."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.accuracy import stored_cases
from tests.accuracy.averaging import (
    FEWEST_WINDOWS,
    averaged,
    averaged_cases,
    remembered,
    running_cases,
)
from tests.accuracy.cases import Case
from tests.accuracy.run_weights import training


def _case(points: int) -> Case:
    """Return a labelled log whose training loss at step 1, 2, ... is the step itself."""
    case = next(each for each in stored_cases.read() if "validation" not in each.run.series)
    steps = np.arange(1.0, points + 1.0)
    series = {"train": replace(case.run.objective, role="train", step=steps, value=steps.copy())}
    return replace(case, run=replace(case.run, series=series, objective=series["train"]))


def test_a_mean_stands_at_the_last_step_of_its_window() -> None:
    """Windows end with the last point; what does not fill one is dropped at the start."""
    means = averaged(_case(50), 20).run.objective
    assert ([30.0, 50.0], [20.5, 40.5]) == (means.step.tolist(), means.value.tolist())


def test_means_keep_the_truth_and_share_the_vote() -> None:
    """The averaged log has its run's outcome, and counts as one training with it."""
    case = _case(200)
    (means,) = averaged_cases([case])
    assert (case.outcome, case.acceptable) == (means.outcome, means.acceptable)
    assert training(case) == training(means)
    assert means.settling is None
    assert len(means.run.objective) >= FEWEST_WINDOWS


def test_short_and_broken_logs_have_no_window_means() -> None:
    """Thirty points mostly are means already, and a mean over NaN would hide where it began."""
    broken = _case(200)
    broken.run.objective.value[150] = np.nan
    assert [] == list(averaged_cases([_case(30), broken]))


def test_a_running_mean_weighs_what_came_before_less_and_less() -> None:
    """With a memory of a half, 1, 2 and 3 give 1, 5/3 and 17/7: weights 1, 2 and 4."""
    running = remembered(_case(3), 0.5).run.objective
    assert [1.0, 5 / 3, 17 / 7] == pytest.approx(running.value.tolist())
    assert [1.0, 2.0, 3.0] == running.step.tolist()


def test_a_running_mean_keeps_the_truth_and_shares_the_vote() -> None:
    """It has its run's outcome, and counts as one training with it."""
    drawn = [replace(_case(800), id=f"run {index}:log.csv") for index in range(40)]
    running = list(running_cases(drawn))
    assert 10 <= len(running) <= 30
    by_training = {training(each): each for each in drawn}
    for mean in running:
        case = by_training[training(mean)]
        assert (case.outcome, case.acceptable) == (mean.outcome, mean.acceptable)
        assert mean.settling is None
        assert mean.run.objective is mean.run.series["train"]


def test_short_and_broken_logs_have_no_running_means() -> None:
    """A mean that remembers a tenth of a run lags behind it, and NaN would stay in it for good."""
    broken = _case(800)
    broken.run.objective.value[150] = np.nan
    cases = [replace(each, id=str(i)) for i in range(20) for each in (_case(100), broken)]
    assert [] == list(running_cases(cases))
