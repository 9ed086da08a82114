"""What more steps would bring a run that improves: one answer in the finding and in the facts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.diagnosis import diagnose
from convcheck.findings import Projection
from convcheck.profile import Profile
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

LINE = 2.0 - 0.8 * np.linspace(0.0, 1.0, 400) + 0.01 * noise(400)


def told(share: float, high: float) -> tuple[str, str, tuple[str, ...]]:
    """Return message, facts and remedies of a run whose projection promises such a share."""
    profile, settings = Profile(run_of_values(LINE)), Settings()
    whole = profile.objective.total_range
    ahead = Projection(399.0, share * whole, (0.0, high * whole), share)
    profile.__dict__["projection"] = ahead
    diagnosis = diagnose(profile, settings)
    assert diagnosis.verdict is Verdict.IMPROVING
    (found,) = (each for each in diagnosis.findings if each.rule.code == "CC303")
    return found.message, words.more(report_run(profile, diagnosis, settings)), found.remedies


@pytest.mark.parametrize("high", [0.02, 0.5])
@pytest.mark.parametrize("share", [0.0, 1e-5, 0.003, 0.009])
def test_a_gain_that_is_next_to_nothing_is_no_forecast(share: float, high: float) -> None:
    """Labelled runs that still improved gained far more: no number is told anywhere."""
    message, more, remedies = told(share, high)
    assert message.endswith("; how far it would have gone on cannot be told")
    assert "may bring anything from nothing to" in more
    assert not any("should bring" in remedy for remedy in remedies)


@pytest.mark.parametrize(("share", "percent"), [(0.013, "1.3%"), (0.2, "20%")])
def test_a_gain_that_can_be_told_is_the_same_everywhere(share: float, percent: str) -> None:
    """Finding, facts and remedy have one number, to the digits that may count."""
    message, more, remedies = told(share, 0.5)
    assert f"would add {percent} of the drop" in message
    assert f"({percent} of the drop; 90% interval" in more
    (train,) = (each for each in remedies if each.startswith("Train for"))
    assert f", {percent} of the drop so far" in train
    gain = more.removeprefix("399 steps more would bring ").split()[0]
    assert f"should bring {gain} (" in train


def test_overfitting_is_not_met_by_more_steps() -> None:
    """Where validation got worse, no finding advises to train for longer."""
    place = np.linspace(0.0, 1.0, 400)
    validation = 1.6 - 0.5 * np.minimum(place / 0.3, 1.0) + 0.9 * np.maximum(0.0, place - 0.3)
    run = run_of_values(
        0.4 + 1.6 * np.exp(-place / 0.6), others={"validation": validation + 0.005 * noise(400)}
    )
    diagnosis = diagnose(Profile(run), Settings())
    assert {"CC303", "CC401"} <= {found.rule.code for found in diagnosis.findings}
    remedies = [each for found in diagnosis.findings for each in found.remedies]
    assert not [each for each in remedies if "rain for" in each or "longer schedule" in each]


def test_a_run_that_converged_is_told_what_it_may_bring_at_most() -> None:
    """A gain of 1e-17 is a number for nobody."""
    place = np.linspace(0.0, 1.0, 400)
    loss = 0.3 + 2.0 * np.exp(-place / 0.05) + 0.01 * noise(400)
    profile, settings = Profile(run_of_values(loss)), Settings()
    run = report_run(profile, diagnose(profile, settings), settings)
    assert run.diagnosis.verdict is Verdict.CONVERGED
    ahead = Projection(399.0, 1.4e-17, (0.0, 0.031), 7e-18)
    more = words.more(replace(run, diagnosis=replace(run.diagnosis, projection=ahead)))
    assert more.startswith("399 steps more would bring at most 0.031 (90% interval)")
