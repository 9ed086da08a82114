"""How far a loss still fell towards its end: reason, finding and facts do not deny one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck import reporters
from convcheck.curve_profile import CurveProfile
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

if TYPE_CHECKING:
    from convcheck.model import FloatArray

PLACE = np.linspace(0.0, 1.0, 80)
QUARTER = re.compile(r"still ([\d.]+)% of the drop lower")
LATE = re.compile(r"after ([\d.]+)% of its fall")


def told(loss: FloatArray) -> tuple[str, str, str]:
    """Return reason, finding and report of a run that is said to improve."""
    profile, settings = Profile(run_of_values(loss)), Settings()
    why = reason(Verdict.IMPROVING, profile.objective, {})
    profile.__dict__["decision"] = Decision(Verdict.IMPROVING, why, 0.6)
    diagnosis = diagnose(profile, settings)
    (found,) = (each for each in diagnosis.findings if each.rule.code == "CC303")
    report = Report((report_run(profile, diagnosis, settings),), (), settings)
    text = reporters.get("terminal").render(report, Look(plot=False))
    return diagnosis.reason, found.message, " ".join(text.split())


@pytest.mark.parametrize("seed", range(40))
def test_a_finding_does_not_deny_the_fall_that_the_reason_tells(seed: int) -> None:
    """No 0.7% came in the second half of a run whose last quarter alone brought 6.6%."""
    loss = 0.4 + 0.3 * np.exp(-PLACE / 0.08) + 0.12 * noise(80, seed)
    why, found, text = told(loss)
    quarter, late = QUARTER.search(why), LATE.search(found)
    if late is not None:
        assert float(late[1]) >= 2.0
        assert quarter is None or float(late[1]) >= float(quarter[1]) - 0.1
    assert ("cannot be told" in found) == ("anything from nothing to" in text)
    assert "in band" not in text


def test_a_fall_that_both_see_is_told_by_both() -> None:
    """Where nothing hides it there are two numbers, and they agree."""
    why, found, _ = told(0.4 + 2.0 * np.exp(-PLACE / 0.6) + 0.001 * noise(80))
    quarter, late = QUARTER.search(why), LATE.search(found)
    assert quarter is not None
    assert late is not None
    assert float(late[1]) > float(quarter[1])


def test_the_last_quarter_is_one_of_the_run_and_not_of_the_points() -> None:
    """Logged ever more rarely, half of the points lie in the first hundredth of the run."""
    step = np.unique(np.geomspace(1.0, 10_000.0, 400).round())
    loss = 1.0 + 4.0 * step**-0.3
    curve = CurveProfile(step, loss)
    why = reason(Verdict.IMPROVING, curve, {}).format_map({"drop": "drop", "lower": "lower"})
    quarter = re.search(r"still ([\d.]+)% of", why)
    place = curve.place
    third, fourth = loss[(place >= 0.5) & (place < 0.75)], loss[place >= 0.75]
    expected = 100.0 * (third.mean() - fourth.mean()) / curve.total_range
    assert quarter is not None
    assert expected == pytest.approx(float(quarter[1]), abs=0.06)


def test_the_second_half_of_a_finding_is_one_of_the_run() -> None:
    """The steps beside its name are those that the sentence speaks of."""
    step = np.unique(np.geomspace(1.0, 10_000.0, 500).round())
    run = run_of_values(2.0 - 0.8 * np.log(step) / np.log(1e4) + 0.005 * noise(len(step)))
    run.objective.step[:] = step
    (found,) = diagnose(Profile(run), Settings(select=("CC303",))).findings
    assert found.evidence.span is not None
    assert 5000 <= found.evidence.span.first <= 5200


def test_a_swing_larger_than_the_drop_is_a_factor() -> None:
    """Nobody thinks of 140% as a share."""
    place = np.linspace(0.0, 1.0, 400)
    loss = 1.0 + 0.5 * np.exp(-place / 0.1) + 0.45 * np.sin(60.0 * place) + 0.01 * noise(400)
    why = reason(Verdict.OSCILLATING, CurveProfile(np.arange(400.0), loss), {})
    assert re.search(r"swings by 1\.\d times the \{drop\}", why)
