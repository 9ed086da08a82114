"""Lengths and shares as they are told: whole steps, and factors where a share is none."""

from __future__ import annotations

import re

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.rule import Example, Verdict
from convcheck.settings import Settings
from convcheck.step_lengths import told_length
from convcheck.wording import part, percent
from tests.rules._logged import diagnosis_of, noise, run_of_values

WHOLE = CurveProfile(np.arange(0.0, 90.0, 3.0), np.arange(30.0))
SPLIT = CurveProfile(np.arange(30.0) / 4.0, np.arange(30.0))


@pytest.mark.parametrize(
    ("length", "told"), [(88.99, 89.0), (4.19, 4.0), (0.3, 1.0), (74.5001, 75.0), (600.0, 600.0)]
)
def test_a_number_of_whole_steps_is_whole(length: float, told: float) -> None:
    """Nobody can warm up for 74.85 steps."""
    assert told == told_length(length, WHOLE)


def test_parts_of_epochs_stay_parts() -> None:
    """Where quarters of epochs are logged, lengths are told to their digits."""
    assert 2.37 == told_length(2.37, SPLIT)


def test_a_cycle_is_told_in_whole_steps() -> None:
    """Message and remedies alike."""
    (found,) = diagnosis_of(build(Example("sine", {"seed": 3})), "CC304").findings
    text = " ".join([found.message, *found.remedies])
    assert re.search(r"every [\d,]+ steps", text)
    assert not re.search(r"\d\.\d+ steps", text)


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.4, "40% of"), (1.04, "104% of"), (3.76, "3.8 times"), (453.2, "453 times")],
)
def test_what_exceeds_the_whole_is_a_factor(share: float, told: str) -> None:
    """Nobody thinks of 376% as a share."""
    assert told == part(share)


@pytest.mark.parametrize(("share", "told"), [(0.9975, "over 99%"), (1.0, "100%"), (0.991, "99%")])
def test_nearly_all_is_not_told_as_all(share: float, told: str) -> None:
    """Not the last 100% of a run made the model worse."""
    assert told == percent(share)


def test_a_divergence_is_not_told_as_no_share_of_an_exploded_range() -> None:
    """It rose to eleven times its lowest level: beside 1e9 that is next to nothing."""
    loss = 0.6 + 0.01 * noise(400)
    loss[:20] = 1e9
    loss[300:] += 6.0 * np.linspace(0.0, 1.0, 100)
    profile = Profile(run_of_values(loss))
    why = reason(Verdict.DIVERGED, profile.objective, {})
    profile.__dict__["decision"] = Decision(Verdict.DIVERGED, why, 0.6)
    diagnosis = diagnose(profile, Settings(select=("CC301",)))
    (found,) = diagnosis.findings
    assert "%" not in diagnosis.reason + found.message
    assert re.search(r"it ended at [\d.]+ times its lowest level", diagnosis.reason)


def test_a_divergence_beyond_the_start_is_no_share_of_the_range_either() -> None:
    """Reason and finding measure it alike: by its start."""
    place = np.linspace(0.0, 1.0, 400)
    loss = 0.5 + np.exp(-place / 0.05) + 400.0 * np.maximum(0.0, place - 0.7) + 0.01 * noise(400)
    loss[-60:-40] *= 3.0
    diagnosis = diagnosis_of(run_of_values(loss), "CC301")
    (found,) = diagnosis.findings
    assert "times the loss it began with" in diagnosis.reason
    assert "of its range" not in found.message


def test_validation_is_best_within_the_log() -> None:
    """Before its first evaluation nobody looked: step 0 is none that can be kept."""
    place = np.linspace(0.0, 1.0, 400)
    validation = 0.5 + place + 0.001 * noise(400, 1)
    run = run_of_values(
        2.0 * np.exp(-place / 0.3) + 0.1 + 0.005 * noise(400), others={"validation": validation}
    )
    for series in run.series.values():
        series.step[:] += 25.0
    (found,) = diagnosis_of(run, "CC401").findings
    assert re.match(r"Validation was best up to step \d+ \(about 0\.5", found.message)
    assert "step 0" not in found.message


def test_a_drift_of_what_never_learned_is_information() -> None:
    """What to do about such a run is said by the finding that it never learned."""
    place = np.linspace(0.0, 1.0, 1000)
    loss = 46.9 - 2.3 * np.minimum(place / 0.45, 1.0) + 0.3 * np.maximum(0.0, place - 0.45)
    run = run_of_values(loss + 0.002 * noise(1000))
    diagnosis = diagnosis_of(run, "CC302", "CC306")
    drifts = [found for found in diagnosis.findings if found.rule.code == "CC306"]
    assert diagnosis.verdict is Verdict.STUCK
    assert ["info"] == [found.severity for found in drifts]
    assert not [text for text in drifts[0].remedies if "checkpoint" in text]
