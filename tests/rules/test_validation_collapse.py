"""CC407: validation that was lost for good is a warning, however training ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.diagnosis import diagnose
from convcheck.profile import Profile
from convcheck.settings import Settings
from tests.rules._logged import found_in, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.model import FloatArray, Goal

POINTS = 400
PLACE = np.arange(POINTS) / POINTS
TRAIN = 0.2 + 2.0 * np.exp(-PLACE / 0.09) + 0.005 * noise(POINTS)
HELD = TRAIN + 0.05 + 0.02 * noise(POINTS, 1)


def found(validation: FloatArray, goal: Goal = "min", train: FloatArray = TRAIN) -> Finding | None:
    """Return what the rule finds, let speak alone; a score is logged as the negative of a loss."""
    sign = 1.0 if goal == "min" else -1.0
    name = "loss" if goal == "min" else "reward"
    others = {"validation": sign * validation}
    return found_in(run_of_values(sign * train, name, goal, others), "CC407")


@pytest.mark.parametrize("evaluations", [20, 40, 400])
def test_a_lasting_leap_of_validation_is_a_warning(evaluations: int) -> None:
    """At four fifths of the run, up to thirty times its level, while training rests."""
    kept = slice(None, None, POINTS // evaluations)
    run = run_of_values(TRAIN, others={"validation": np.where(PLACE >= 0.8, 8.0, HELD)})
    dense = run.series["validation"]
    thinned = replace(dense, step=dense.step[kept], value=dense.value[kept])
    run = replace(run, series={**run.series, "validation": thinned})
    graver = [
        (each.rule.code, each.severity)
        for each in diagnose(Profile(run), Settings()).findings
        if each.severity != "info"
    ]
    assert [("CC407", "warning")] == graver


def test_the_leap_is_told_with_its_step_and_its_size() -> None:
    """From where on it stayed away, and how much of what it had gained that was."""
    told = found(np.where(PLACE >= 0.8, 8.0, HELD))
    assert told is not None
    assert told.evidence.span is not None
    assert (320.0, 399.0) == (told.evidence.span.first, told.evidence.span.last)
    assert "it leapt up at step 320, and ended at 8: it lost all that it had gained" in told.message
    assert told.causes[:2] == ("evaluation-differs", "data-changed")
    assert float(told.evidence.values["best_step"]) < 320


def test_a_score_is_told_to_leap_down() -> None:
    """Its levels are told as they were logged."""
    told = found(np.where(PLACE >= 0.8, 8.0, HELD), "max")
    assert told is not None
    assert "it leapt down at step 320, and ended at -8" in told.message


def test_validation_that_creeps_away_while_training_rests_is_found() -> None:
    """Nothing leapt there, so that other causes come first."""
    told = found(HELD + 3.0 * np.maximum(PLACE - 0.6, 0.0))
    assert told is not None
    assert "it has risen since, and ended at" in told.message
    assert told.causes[0] == "missing-regularisation"


@pytest.mark.parametrize("last", [1, 2])
def test_one_or_two_last_evaluations_are_not_for_good(last: int) -> None:
    """They may be spikes."""
    spiked = HELD.copy()
    spiked[-last:] += 10.0
    assert found(spiked) is None


def test_validation_that_leaps_up_and_comes_down_again_and_again_has_not_collapsed() -> None:
    """What came down before may come down again: that is a noisy validation."""
    assert found(np.where(np.arange(POINTS) // 20 % 2 == 1, 8.0, HELD)) is None


def test_validation_that_lost_a_third_has_not_collapsed() -> None:
    """More than half must be gone, as of a loss that diverged."""
    assert found(np.where(PLACE >= 0.8, HELD + 0.6, HELD)) is None


def test_a_training_that_lost_the_same_has_its_own_headline() -> None:
    """Validation follows it."""
    lost = np.where(PLACE >= 0.7, 2.2, 0.0)
    assert found(HELD + lost, train=TRAIN + lost) is None
