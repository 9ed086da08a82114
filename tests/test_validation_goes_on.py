"""A training loss that settles early is no reason to stop where validation goes on improving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck import reporters
from convcheck.diagnosis import diagnose
from convcheck.profile import Profile
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis
    from convcheck.model import FloatArray, Goal, Run

POINTS = 400
PLACE = np.arange(POINTS) / POINTS
EARLY = 0.2 + 2.0 * np.exp(-PLACE / 0.03) + 0.005 * noise(POINTS)
TO_THE_END = 2.4 - 1.6 * PLACE + 0.01 * noise(POINTS, 1)
LATE = np.where(PLACE < 0.6, 2.2, 0.3 + 1.9 * np.exp((0.6 - PLACE) / 0.03))
LATE = LATE + 0.01 * noise(POINTS, 2)
SOON = 0.3 + 1.9 * np.exp(-PLACE / 0.06) + 0.01 * noise(POINTS, 3)
ALIKE = 0.3 + 1.9 * np.exp(-PLACE / 0.03) + 0.01 * noise(POINTS, 4)
WASTED = "would be wasted"


def logged(validation: FloatArray, goal: Goal = "min", rate: FloatArray | None = None) -> Run:
    """Return a run whose training settles early, beside this validation."""
    sign = 1.0 if goal == "min" else -1.0
    others = {"validation": sign * validation} | ({} if rate is None else {"learning_rate": rate})
    return run_of_values(sign * EARLY, "loss" if goal == "min" else "reward", goal, others)


def concluded(run: Run) -> tuple[Diagnosis, str]:
    """Return what is concluded about a run, and its report in one line."""
    settings, profile = Settings(), Profile(run)
    diagnosis = diagnose(profile, settings)
    assert Verdict.CONVERGED is diagnosis.verdict
    report = Report((report_run(profile, diagnosis, settings),), (), settings)
    text = reporters.get("terminal").render(report, Look(plot=False))
    return diagnosis, " ".join(text.split())


def codes(diagnosis: Diagnosis) -> set[str]:
    """Return the codes of what was found."""
    return {found.rule.code for found in diagnosis.findings}


@pytest.mark.parametrize("validation", [TO_THE_END, LATE], ids=["to the end", "late"])
def test_nobody_is_told_to_stop_before_validation_improved(validation: FloatArray) -> None:
    """Neither that the run was too long, nor that a longer one would be wasted."""
    diagnosis, text = concluded(logged(validation))
    assert "CC307" not in codes(diagnosis)
    assert WASTED not in text


def test_the_report_says_that_validation_improved_to_the_end() -> None:
    """In the reason, and in what to do: train on."""
    diagnosis, text = concluded(logged(TO_THE_END))
    assert diagnosis.reason.endswith("; the validation loss went on falling to the end")
    assert "Do Judge by validation, and train on: it was still improving" in text


def test_the_report_says_until_when_validation_improved() -> None:
    """The step lies where the late fall comes to within a band of its end."""
    diagnosis, text = concluded(logged(LATE))
    (told,) = diagnosis.reason.split("; the validation loss went on falling until step ")[1:]
    told = told.removesuffix(" at least")
    assert int(told) == pytest.approx((0.6 + 0.03 * np.log(50.0)) * POINTS, abs=0.06 * POINTS)
    assert f"judge by validation how long to train: it went on improving until step {told}" in text


def test_of_a_score_it_is_said_that_it_rose() -> None:
    """What improves is higher there."""
    diagnosis, _ = concluded(logged(TO_THE_END, "max"))
    assert diagnosis.reason.endswith("; validation went on rising to the end")


def test_where_the_schedule_ended_a_longer_one_is_advised() -> None:
    """More steps at a rate of nothing would not help validation either."""
    _, text = concluded(logged(TO_THE_END, rate=1e-3 * (1.0 - PLACE)))
    assert "Judge by validation, and plan a longer schedule: it was still improving" in text


def test_the_idle_part_begins_when_validation_rests_too() -> None:
    """A fifth of the run after that shows that both have settled: to stop sooner is not advised."""
    diagnosis, _ = concluded(logged(SOON))
    (found,) = (each for each in diagnosis.findings if each.rule.code == "CC307")
    values, span = found.evidence.values, found.evidence.span
    assert span is not None
    assert diagnosis.settling is not None
    assert values["settled"] == diagnosis.settling.step < values["rested"] == span.first
    assert f", and the validation loss by step {values['rested']:.0f}: the last" in found.message
    assert "improved neither by more than the band" in found.message
    assert values["enough"] >= np.ceil(1.25 * span.first)
    assert any(f"near step {values['enough']:.0f} " in each for each in found.remedies)


def test_validation_that_settles_with_training_changes_nothing() -> None:
    """The run was too long, and the report says so."""
    diagnosis, text = concluded(logged(ALIKE))
    (found,) = (each for each in diagnosis.findings if each.rule.code == "CC307")
    assert "run moved it by less than the band" in found.message
    assert "went on" not in diagnosis.reason
    assert WASTED in text


def test_loud_validation_that_rests_is_not_said_to_improve() -> None:
    """The lowest of many levels is low by chance."""
    for seed in range(10):
        diagnosis, _ = concluded(logged(0.5 + 0.2 * noise(POINTS, 10 + seed)))
        assert "went on" not in diagnosis.reason


def test_a_step_that_both_take_together_is_no_fall_that_came_later() -> None:
    """Levels are averaged over a tenth of the run, but not over what lies before the settling."""
    step = np.where(PLACE < 0.3, 2.0, 0.5)
    others = {"validation": step + 0.1 + 0.01 * noise(POINTS, 6)}
    diagnosis, _ = concluded(run_of_values(step + 0.01 * noise(POINTS, 5), others=others))
    assert "went on" not in diagnosis.reason


def test_where_validation_got_worse_again_something_needs_mending() -> None:
    """It improved long after training had settled, and then turned."""
    turned = np.where(PLACE < 0.7, LATE, LATE + 1.2 * (PLACE - 0.7) / 0.3)
    _, text = concluded(logged(turned))
    assert "Nothing needs mending" not in text


def test_noise_with_a_memory_feigns_no_improvement() -> None:
    """Of 30 validations that settle with training hardly one is said to have gone on."""
    told = 0
    for seed in range(30):
        white, wander = noise(POINTS, 50 + seed), np.zeros(POINTS)
        for at in range(1, POINTS):
            wander[at] = 0.85 * wander[at - 1] + 0.53 * white[at]
        diagnosis, _ = concluded(logged(EARLY + 0.1 + 0.15 * wander))
        told += "went on" in diagnosis.reason
    assert told <= 2
