"""What longer training would bring: told once, with its uncertainty, and as the rate allows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck import reporters
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose, worded
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis
    from convcheck.model import FloatArray

POINTS = 400
PLACE = np.arange(POINTS) / (POINTS - 1)
SETTLED = 0.3 + 2.0 * np.exp(-PLACE / 0.1) + 0.01 * noise(POINTS)
SLOW = 2.6 + 8.3 * (1.0 + 20000 * PLACE / 60) ** -0.45 + 0.05 * noise(POINTS)
STAIRS = np.where(PLACE < 0.33, 1.2, np.where(PLACE < 0.6, 0.7, 0.45)) + 0.02 * noise(POINTS)


def cosine(end: float) -> FloatArray:
    """Return a learning rate that falls to this share of its peak."""
    return np.asarray(6e-4 * (end + (1.0 - end) * 0.5 * (1.0 + np.cos(np.pi * PLACE))))


RESTARTS = 6e-4 * 0.5 * (1.0 + np.cos(np.pi * (3.999 * PLACE % 1.0)))


def concluded(
    loss: FloatArray, rate: FloatArray | None = None, sure: float | None = None
) -> tuple[Diagnosis, str]:
    """Return what is concluded of a loss beside a learning rate, and the report in one line.

    Where it says how sure that is, it converged, whatever the verdict weighs.
    """
    run = run_of_values(loss, others={} if rate is None else {"learning_rate": rate})
    settings, profile = Settings(), Profile(run)
    if sure is not None:
        why = reason(Verdict.CONVERGED, profile.objective, {})
        profile.__dict__["decision"] = Decision(Verdict.CONVERGED, why, sure)
    diagnosis = diagnose(profile, settings)
    report = Report((report_run(profile, diagnosis, settings),), (), settings)
    text = reporters.get("terminal").render(report, Look(plot=False))
    return diagnosis, " ".join(text.split())


@pytest.mark.parametrize("end", [0.0, 0.1])
def test_where_the_rate_has_ended_the_outlook_is_one_on_a_longer_schedule(end: float) -> None:
    """A power law beside such a cosine would fall on: reason, facts and advice say under what."""
    diagnosis, text = concluded(SLOW, cosine(end), 0.9)
    assert diagnosis.projection is not None
    assert "% at most, were the learning rate not at its end" in diagnosis.reason
    assert "but only on a longer schedule: the rate has run out" in text
    assert "More steps at the rate that it ended with would be wasted; only a longer" in text
    assert "Longer training of the same kind would be wasted" not in text


def test_where_nothing_is_left_a_rate_that_ended_is_no_condition() -> None:
    """What settled early has nothing to gain from a longer schedule."""
    diagnosis, text = concluded(SETTLED, cosine(0.0), 0.9)
    assert "were the" not in diagnosis.reason
    assert "Longer training of the same kind would be wasted" in text


def test_where_the_rate_fell_without_ending_the_outlook_asks_for_the_rate() -> None:
    """A rate that came down to a third goes on falling, or is held: the curve knows the latter."""
    diagnosis, text = concluded(SLOW, cosine(0.3), 0.9)
    assert "at most, were the learning rate held" in diagnosis.reason
    assert "), were the learning rate held" in text


@pytest.mark.parametrize("rate", [None, np.full(POINTS, 1e-3)], ids=["none", "constant"])
def test_without_a_rate_that_fell_nothing_else_must_change(rate: FloatArray | None) -> None:
    """The curve goes on as it did."""
    diagnosis, text = concluded(SETTLED, rate)
    assert "were the" not in diagnosis.reason
    assert "if nothing else changes" in text
    assert "Longer training of the same kind would be wasted" in text


def test_a_rate_that_restarts_has_not_ended() -> None:
    """At the end of a cycle the next one begins."""
    profile = Profile(run_of_values(SETTLED, others={"learning_rate": RESTARTS}))
    assert (True, False) == (profile.facts["rate_ended"], profile.facts["schedule_ended"])


def test_the_reason_tells_how_much_more_there_may_be_where_that_is_no_little() -> None:
    """Behind a stair may come the next: the upper end of the facts is that of the reason too."""
    profile = Profile(run_of_values(STAIRS))
    told = worded(reason(Verdict.CONVERGED, profile.objective, {}), profile)
    ahead = profile.projection
    assert ahead is not None
    share = ahead.interval[1] / profile.objective.total_range
    assert share > 0.1
    assert f"as long again would bring {share:.0%} more at most" in told


def test_a_gain_that_is_surely_small_is_told_alone() -> None:
    """Whoever has settled for sure needs no upper end."""
    diagnosis, _ = concluded(SETTLED)
    assert "as long again would bring less than 0.1% more" in diagnosis.reason
    assert "at most" not in diagnosis.reason


def test_a_rate_that_was_held_after_a_step_may_be_held_on() -> None:
    """A tenth of the peak for most of the run is no end of a schedule."""
    held = np.where(np.arange(POINTS) < 0.4 * POINTS, 1.0, 0.1)
    profile = Profile(run_of_values(SETTLED, others={"learning_rate": held}))
    assert (True, False) == (profile.facts["rate_ended"], profile.facts["schedule_ended"])


def test_nobody_is_promised_more_than_the_loss_that_is_left() -> None:
    """Where the fit lies above a late drop, what comes next cannot be told."""
    loss = 2.0 - PLACE + 0.01 * noise(POINTS)
    loss[-20:] = 0.02 + 0.002 * noise(20)
    projection = Profile(run_of_values(loss)).projection
    assert projection is not None
    assert 0.0 == projection.gain == projection.interval[0]
    assert projection.interval[1] <= 0.03


@pytest.mark.parametrize("at_the_end", [False, True])
def test_what_settled_with_its_last_point_is_not_said_to_have_stayed(at_the_end: bool) -> None:
    """The reason does not deny the step beside it."""
    profile = Profile(run_of_values(SETTLED))
    settling = profile.settling
    assert settling is not None
    if at_the_end:
        late = tuple(replace(rung, step=None, loss=None) for rung in settling.ladder)
        step = float(profile.objective.step[-1])
        profile.__dict__["settling"] = replace(settling, step=step, ladder=late)
    settings, diagnosis = Settings(), diagnose(profile, Settings())
    report = Report((report_run(profile, diagnosis, settings),), (), settings)
    text = reporters.get("terminal").render(report, Look(plot=False, verbosity=1))
    assert at_the_end == ("2% not before its end" in " ".join(text.split()))
    assert at_the_end == ("has stayed within" not in diagnosis.reason)
    assert at_the_end == ("too little of its rest" in diagnosis.reason)
