"""A run teaches also by its own window means, with its own truth and no second vote."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.accuracy import stored_cases
from tests.accuracy.averaging import FEWEST_WINDOWS, averaged, averaged_cases
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
