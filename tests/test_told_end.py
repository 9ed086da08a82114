"""How a loss is told that rose at its end: by how much was lost, and by what decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose, worded
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from convcheck.told_end import lone_rise
from convcheck.told_swing import told_swing
from tests.rules._logged import diagnosis_of, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis
    from convcheck.model import FloatArray, Goal

POINTS = 400
PLACE = np.arange(POINTS) / POINTS


def falling(points: int = POINTS, seed: int = 0) -> FloatArray:
    """Return a loss that falls from 2.3 and rests at 0.3."""
    place = np.arange(points) / points
    return np.asarray(0.3 + 2.0 * np.exp(-place / 0.1) + 0.005 * noise(points, seed))


def lone(height: float, points: int = POINTS, last: int = 1) -> FloatArray:
    """Return the same with last points that lie this much higher."""
    loss = falling(points)
    loss[-last:] += height
    return loss


def said_to_diverge(value: FloatArray, goal: Goal = "min") -> tuple[Diagnosis, str]:
    """Return the diagnosis and the headline of a run that diverged, whatever the verdict weighs."""
    value = value if goal == "min" else -value
    profile = Profile(run_of_values(value, "loss" if goal == "min" else "reward", goal))
    why = reason(Verdict.DIVERGED, profile.objective, {})
    profile.__dict__["decision"] = Decision(Verdict.DIVERGED, why, 0.9)
    settings = Settings(select=("CC301",))
    diagnosis = diagnose(profile, settings)
    return diagnosis, words.outcome(report_run(profile, diagnosis, settings))


def risen(by: float) -> FloatArray:
    """Return a loss that falls by 2 and rises again, slowly, by as much as this."""
    return np.asarray(falling() + by * np.clip((PLACE - 0.5) / 0.4, 0.0, 1.0))


@pytest.mark.parametrize(
    ("by", "headline"),
    [
        (0.3, r"it rose again by 1[45]% of its range"),
        (0.8, r"it rose again by (39|40|41)% of its range"),
        (1.5, r"it lost 7[456]% of what it had learned"),
        (2.0, r"it lost what it had learned"),
        (6.0, r"it lost what it had learned"),
    ],
)
def test_the_headline_says_how_much_was_lost(by: float, headline: str) -> None:
    """All of it only where that is so; a rise by a part is told as the part that it is."""
    _, told = said_to_diverge(risen(by))
    assert re.fullmatch(headline, told)


def test_headline_and_reason_tell_one_share() -> None:
    """Both count in the range of all levels."""
    diagnosis, told = said_to_diverge(risen(0.3))
    assert re.findall(r"\d+%", told) == re.findall(r"\d+%", diagnosis.reason)


def test_a_score_is_said_to_fall_again() -> None:
    """What it lost is on the way down."""
    _, told = said_to_diverge(risen(0.3), "max")
    assert told.startswith("it fell again by 1")


def test_what_is_not_finite_has_lost_all() -> None:
    """Nothing is left at its end."""
    _, told = said_to_diverge(np.where(PLACE < 0.9, falling(), np.nan))
    assert "it lost what it had learned" == told


@pytest.mark.parametrize("points", [40, 400, 4000])
@pytest.mark.parametrize("last", [1, 2])
def test_a_verdict_by_the_last_value_alone_is_told_by_it(points: int, last: int) -> None:
    """Not by a level that did not rise: reason, headline and finding speak of the last point."""
    diagnosis, told = said_to_diverge(lone(200.0, points, last))
    assert "by its very last values" == told
    assert "at its very end it stands 200 above all shortly before" in diagnosis.reason
    assert "less than" not in diagnosis.reason
    (found,) = diagnosis.findings
    assert found.evidence.span is not None
    assert found.evidence.span.first == points - 1 - last
    assert f"near which it was until step {points - 1 - last:,}, to 200.3 at" in found.message


def test_a_loud_level_does_not_hide_that_it_was_the_last_value() -> None:
    """Noise may put the end a little above the lowest level: next to the last point it is none."""
    for seed in range(6):
        loss = falling(40) + 0.15 * noise(40, seed)
        loss[-1] += 200.0
        _, told = said_to_diverge(loss)
        assert "by its very last values" == told


def test_a_level_that_rose_is_told_by_its_level_whatever_the_last_point_does() -> None:
    """A last point that is higher still is no other story."""
    loss = risen(1.5)
    loss[-1] += 200.0
    assert lone_rise(CurveProfile(np.arange(float(POINTS)), loss)) is None


def test_a_lone_last_point_is_no_swing() -> None:
    """One jump does not come again and again."""
    for points in (400, 1000, 4000):
        for seed in range(3):
            loss = falling(points, seed)
            loss[-1] += 200.0
            curve = CurveProfile(np.arange(float(points)), loss)
            assert told_swing(curve).size < 0.1
            assert () == tuple(
                found
                for found in diagnosis_of(run_of_values(loss), "CC304").findings
                if "again" in found.message or found.evidence.values["swing"] > 1.0
            )


def test_a_lone_last_point_is_no_noise() -> None:
    """How far one value scatters is told of the others, and it is no more than the loss fell."""
    profile = Profile(run_of_values(lone(200.0, 4000)))
    profile.__dict__["decision"] = Decision(Verdict.CONVERGED, "it has settled", 0.9)
    told = diagnose(profile, Settings(select=())).noise
    assert told is not None
    assert told.sigma == pytest.approx(0.005, rel=0.1)
    assert "further than" not in told.words


def test_a_lone_last_point_does_not_hide_that_it_settled() -> None:
    """The reason is that of the run without it."""
    profile = Profile(run_of_values(lone(200.0, 4000)))
    told = worded(reason(Verdict.CONVERGED, profile.objective, {}), profile)
    assert told.startswith("the curve has stayed within 2% of the drop to the end")


def test_noise_that_exceeds_the_fall_is_told_without_contradicting_itself() -> None:
    """What single values hide may be seen over many: the sentence says which it speaks of."""
    place = np.linspace(0.0, 1.0, 200_000)
    loss = 5.0 + 0.5 * np.exp(-place / 0.05) + 1.0 * noise(200_000)
    profile = Profile(run_of_values(loss))
    profile.__dict__["decision"] = Decision(Verdict.CONVERGED, "it has settled", 0.9)
    told = diagnose(profile, Settings(select=())).noise
    assert told is not None
    assert "further than the loss fell; over many values the band is" in told.words


@pytest.mark.parametrize(("last", "told"), [(1, "its last value lies"), (2, "two values lie")])
def test_a_run_that_converged_tells_of_last_values_that_lie_apart(last: int, told: str) -> None:
    """They do not move the verdict, and nobody would look for them."""
    diagnosis = diagnosis_of(run_of_values(lone(0.3, last=last)))
    assert Verdict.CONVERGED is diagnosis.verdict
    assert f"{told} apart (0.6" in diagnosis.reason
    assert "apart" not in diagnosis_of(run_of_values(falling())).reason
