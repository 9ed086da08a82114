"""The seventeen shapes that every analyzer should tell apart: verdict and codes of each."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from convcheck.curves import CANONICAL
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.findings import Diagnosis
from convcheck.profile import Profile
from convcheck.rule import Example
from convcheck.settings import Settings


@dataclass(frozen=True)
class Expected:
    """What is to be said of a shape."""

    verdicts: str
    """The verdict, or several where each would be right."""
    codes: str = ""
    """Codes of which at least one must be found."""
    absent: str = ""
    """Codes that must not be found."""
    gravest: str = "error"
    """The gravest severity that any finding may have."""


EXPECTED = {
    "exponential with a long flat tail": Expected("converged", gravest="info"),
    "the same, cut at one time constant": Expected("improving"),
    "flat at ln 10": Expected("stuck", "CC302"),
    "exactly constant": Expected("stuck"),
    "high plateau after a small fall": Expected("converged stuck", "CC312 CC302"),
    "a sine of a third of the drop": Expected("oscillating", "CC304"),
    "slow upward drift over the second half": Expected("diverged", "CC306"),
    "late blow-up": Expected("diverged", "CC301"),
    "NaN from step 1,200 on": Expected("diverged", "CC201"),
    "three spikes that recover": Expected("converged", "CC305", gravest="warning"),
    "a step of the learning rate, logged": Expected("converged", gravest="info"),
    "cosine restarts, logged": Expected("converged improving", absent="CC304 CC305"),
    "overfitting": Expected("converged", "CC401"),
    "validation turns up and comes down again": Expected("converged", gravest="warning"),
    "negative and healthy": Expected("converged", gravest="info"),
    "negative and blows up": Expected("diverged"),
    "six points": Expected("inconclusive", "CC108"),
}


def _diagnosis(shape: str) -> Diagnosis:
    family, parameters = CANONICAL[shape]
    return diagnose(Profile(build(Example(family, parameters))), Settings())


def test_all_shapes_are_expected() -> None:
    """Every canonical shape has an expectation."""
    assert set(EXPECTED) == set(CANONICAL)


@pytest.mark.parametrize("shape", EXPECTED)
def test_a_shape_gets_its_verdict(shape: str) -> None:
    """Each shape gets the verdict that its closed form calls for."""
    assert _diagnosis(shape).verdict.value in EXPECTED[shape].verdicts.split()


@pytest.mark.parametrize("shape", EXPECTED)
def test_a_shape_gets_its_findings(shape: str) -> None:
    """Each shape gets its codes, none that it must not have, and nothing graver than it is."""
    expected, diagnosis = EXPECTED[shape], _diagnosis(shape)
    found = {finding.rule.code: finding.severity for finding in diagnosis.findings}
    grades = ("info", "warning", "error")
    assert not expected.codes or set(expected.codes.split()) & set(found)
    assert set() == set(expected.absent.split()) & set(found)
    allowed = grades[: grades.index(expected.gravest) + 1]
    assert {} == {code: grade for code, grade in found.items() if grade not in allowed}


def test_chance_level_names_the_number_of_classes() -> None:
    """Flat at 2.303 is recognised as guessing among ten classes."""
    stuck = next(f for f in _diagnosis("flat at ln 10").findings if f.rule.code == "CC302")
    assert "ln 10" in stuck.message


def test_the_first_non_finite_step_is_named() -> None:
    """A NaN from step 1,200 on is said to begin there."""
    broken = next(
        f for f in _diagnosis("NaN from step 1,200 on").findings if f.rule.code == "CC201"
    )
    assert broken.evidence.span is not None
    assert 1200 == broken.evidence.span.first


def test_the_onset_of_overfitting_is_near_the_truth() -> None:
    """The rise is said to begin within a tenth of the run of where it was planted."""
    found = next(f for f in _diagnosis("overfitting").findings if f.rule.code == "CC401")
    assert found.evidence.values["onset"] == pytest.approx(800, abs=200)
