"""An exploded start: its height is told, and whether what is said counts from there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.curves import generate
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose
from convcheck.examples import run_of
from convcheck.profile import Profile
from convcheck.rule import Verdict
from convcheck.settings import Settings
from tests.rules._logged import diagnosis_of, found_in, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.model import Goal

POINTS = 400


@pytest.mark.parametrize(
    ("learned", "counted"), [(False, "is left out of account"), (True, "is a part of that drop")]
)
def test_the_reason_tells_the_height_of_an_exploded_start(learned: bool, counted: str) -> None:
    """Who sees the peak in the plot finds it in the report."""
    falling = np.exp(-np.arange(POINTS) / 15.0) if learned else np.ones(POINTS)
    value = (falling + 0.01) * (1.0 + 0.02 * np.random.default_rng(4).standard_normal(POINTS))
    value[3] = 1234.0
    value[4:8] = 600.0
    run = run_of(generate("exponential", points=POINTS))
    objective = replace(run.objective, value=value)
    logged = replace(run, objective=objective, series={**run.series, objective.role: objective})
    found = diagnosis_of(logged, "CC302")
    at = f"{objective.step[3]:,g}"
    assert f"that it was thrown to 1,234 at step {at} {counted}" in found.reason
    told = [finding.message for finding in found.findings]
    assert learned == (not told)
    began = f"began at {value[0]:.4g} "
    assert all(began in message and "thrown to 1,234" in message for message in told)


def test_a_swing_is_told_beside_the_range_that_the_verdict_saw() -> None:
    """Reason and finding hold it against one range, not the finding against an explosion."""
    run = run_of(generate("bounce", seed=1, points=POINTS))
    value = run.objective.value.copy()
    value[3] = 1e9
    objective = replace(run.objective, value=value)
    logged = replace(run, objective=objective, series={**run.series, objective.role: objective})
    plain, exploded = (
        diagnosis_of(each, "CC304").findings[0].evidence.values["swing_share"]
        for each in (run, logged)
    )
    assert 0.5 * plain < exploded < 2.0 * plain


def _thrown(shift: float) -> np.ndarray:
    """Return a loss that learns and was thrown far away, above zero or below."""
    place = np.arange(300.0)
    value = shift + 2.5 * np.exp(-place / 40.0) + 0.02 * noise(300)
    value[3:8] = 1e5
    return value


@pytest.mark.parametrize("shift", [2.0, -3.0], ids=["above zero", "below zero"])
@pytest.mark.parametrize("goal", ["min", "max"])
def test_an_explosion_is_no_noise_of_the_end(shift: float, goal: Goal) -> None:
    """The last values scatter by 0.02: nothing is said to be hidden, none that more may come."""
    value = _thrown(shift)
    run = run_of_values(value if goal == "min" else -value, goal=goal)
    diagnosis = diagnosis_of(run, "CC307", "CC308", "CC309")
    assert "noise hides" not in diagnosis.reason
    assert diagnosis.noise is not None
    assert "hides" not in diagnosis.noise.words
    assert not diagnosis.findings
    if diagnosis.projection is not None:
        assert diagnosis.projection.interval[1] < 1.0


@pytest.mark.parametrize("shift", [2.0, -3.0], ids=["above zero", "below zero"])
def test_the_level_where_it_settled_is_one_of_those_logged(shift: float) -> None:
    """A curve that comes down from 100,000 lies in the thousands where the log has none."""
    value = _thrown(shift)
    settling = Profile(run_of_values(value)).settling
    assert settling is not None
    assert value[20:].min() - 1.0 < settling.loss < value[0] + 1.0


@pytest.mark.parametrize("at", [1, 2, 3, 5])
def test_the_height_of_an_explosion_is_no_level_at_which_anything_settled(at: int) -> None:
    """Also where the step of convergence is that of the height itself."""
    value = 1.0 + 0.5 * np.exp(-np.arange(20.0) / 3.0) + 0.01 * noise(20)
    value[at] = 1e9
    settling = Profile(run_of_values(value)).settling
    assert settling is not None
    assert all(rung.loss is None or rung.loss < 2.0 for rung in settling.ladder)


def test_what_is_told_of_a_drop_says_what_is_a_part_of_it() -> None:
    """A run that may have converged is told of its whole curve, also where the log cannot tell."""
    value = -1.0 + 0.02 * noise(300)
    value[3:8] = 1e4
    profile = Profile(run_of_values(value))
    for leaning in (Verdict.CONVERGED, Verdict.STUCK):
        decision = Decision(Verdict.INCONCLUSIVE, "it may be so", 0.4, leaning)
        profile.__dict__["decision"] = decision
        told = diagnose(profile, Settings(select=())).reason
        assert ("is a part of that drop" in told) == (leaning is Verdict.CONVERGED)


def test_beside_an_explosion_all_shares_are_of_one_drop() -> None:
    """Reason, noise and outlook of a run that improves hold nothing against the height."""
    value = _thrown(-3.0) - 0.005 * np.arange(300.0)
    profile = Profile(run_of_values(value))
    profile.__dict__["decision"] = Decision(Verdict.IMPROVING, "it falls", 0.9)
    told = diagnose(profile, Settings(select=("CC303",)))
    (found,) = told.findings
    assert found.evidence.values["late_share"] > 0.1
    assert told.settling is None
    assert told.noise is not None
    scatter = float(told.noise.words.split(" by ")[1].split(" ")[0])
    assert 0.001 < scatter < 0.1


def test_a_leap_late_in_the_run_is_no_noise() -> None:
    """One value of a million tells nothing of how the others scatter."""
    value = -3.0 + 2.5 * np.exp(-np.arange(300.0) / 40.0) + 0.02 * noise(300)
    value[220] = 1e6
    told = diagnosis_of(run_of_values(value), "CC308")
    assert told.noise is None
    assert "noise hides" not in told.reason
    assert not told.findings


def test_a_validation_that_leapt_is_not_told_as_one_that_scatters() -> None:
    """Two evaluations in the thousands are no noise from one evaluation to the next."""
    loss = 0.5 + 2.0 * np.exp(-np.arange(300.0) / 40.0)
    validation = loss + 0.01 * noise(300)
    leapt = validation.copy()
    leapt[150:152] = 2e4
    for each in (validation, leapt):
        assert found_in(run_of_values(loss, others={"validation": each}), "CC405") is None
