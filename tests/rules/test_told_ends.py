"""Where a run began and ended, as told: what a reader looks up in the log is not denied."""

from __future__ import annotations

import re

import numpy as np
import pytest

from convcheck.decision import Decision
from convcheck.diagnosis import diagnose, worded
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.rule import Verdict
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values, told_of

PLACE = np.linspace(0.0, 1.0, 500)
PROFILE = Profile(run_of_values(PLACE))


def _told(loss: np.ndarray, verdict: Verdict, code: str) -> str:
    """Return the message of a rule about a run of this verdict."""
    profile = Profile(run_of_values(loss))
    profile.__dict__["decision"] = Decision(verdict, "it is so", 0.9)
    (found,) = diagnose(profile, Settings(select=(code,))).findings
    return found.message


def _flat(points: int) -> np.ndarray:
    """Return a loss that rests at 1 in loud noise, after a first value far above."""
    value = 1.0 + 0.2 * noise(points)
    value[0] = 1.64
    return value


def test_a_start_that_is_the_level_of_several_points_says_of_how_many() -> None:
    """The first value logged is 1.64: that the loss began at 1 is true of its first five points."""
    told = _told(_flat(500), Verdict.STUCK, "CC302")
    assert re.search(r"began at about (1\.[01]|0\.9)\d* over its first 5 points and", told)


def test_a_start_that_was_logged_is_told_alone() -> None:
    """In a short log the first value is the start."""
    told = _told(_flat(40), Verdict.STUCK, "CC302")
    assert "began at 1.64 and" in told
    assert "first" not in told


def test_a_start_that_exploded_was_not_thrown_where_it_began() -> None:
    """A first value far above all others is told once, as the start."""
    loss = 1.0 + 0.01 * noise(500)
    loss[0] = 500.0
    told = _told(loss, Verdict.STUCK, "CC302")
    assert "began at 500" in told
    assert "thrown" not in told


@pytest.mark.parametrize("first", [None, 3.0])
def test_a_gap_is_held_against_a_start_that_can_be_looked_up(first: float | None) -> None:
    """A share of the starting loss names that loss where the first value is another."""
    loss = 0.05 + 1.0 * np.exp(-PLACE / 0.3)
    if first is None:
        loss[:5] = loss[0]
    else:
        loss[0] = first
    run = run_of_values(loss, others={"validation": 0.6 + 0.45 * np.exp(-PLACE / 0.1)})
    told = told_of(run, "CC402")
    assert "of the starting loss" in told
    assert (first is not None) == (" over its first 5 points)" in told)


def test_validation_that_climbed_did_so_from_the_first_value_logged() -> None:
    """Whoever multiplies that value by the factor told finds where it ended."""
    validation = 1.0 + 99.0 * np.minimum(1.0, PLACE / 0.02)
    run = run_of_values(0.05 + np.exp(-PLACE / 0.1), others={"validation": validation})
    assert "climbed to 100, 100 times its first value" in told_of(run, "CC402")


@pytest.mark.parametrize(("first", "named"), [(None, False), (0.5, True)])
def test_a_reason_that_counts_from_the_start_names_it(first: float | None, named: bool) -> None:
    """It ended at ten times the loss it began with: not at twenty times the first one logged."""
    loss = 1.0 + 9.0 * np.clip((PLACE - 0.2) / 0.2, 0.0, 1.0)
    loss[0] = loss[0] if first is None else first
    profile = Profile(run_of_values(loss))
    told = worded(reason(Verdict.DIVERGED, profile.objective, {}), profile)
    assert "it ended at 10 times the loss it began with" in told
    assert named == told.endswith(", about 1 over its first 5 points")


@pytest.mark.parametrize(("last", "told"), [(None, "ended at 1.0"), (0.4, "ended at about 1.0")])
def test_an_end_that_is_the_level_of_many_points_says_of_how_many(
    last: float | None, told: str
) -> None:
    """Where the last value logged lies apart, the level at the end is that of the last points."""
    loss = 2.0 - PLACE + 0.01 * noise(500)
    loss[-1] = loss[-1] if last is None else last
    message = _told(loss, Verdict.IMPROVING, "CC303")
    assert told in message
    assert (last is not None) == bool(re.search(r"over its last \d+ points", message))


def test_a_loss_beyond_what_is_held_ended_at_more_than_its_factor() -> None:
    """Of a loss of 1e72 no more is known than that it passed 1e60."""
    loss = np.append(2.0 * np.ones(450), np.logspace(1, 72, 50))
    told = worded(reason(Verdict.DIVERGED, Profile(run_of_values(loss)).objective, {}), PROFILE)
    assert "it ended at over 5e+59 times the loss it began with" in told


@pytest.mark.parametrize(("noisy", "told"), [(False, " at the end"), (True, " points")])
def test_a_rise_is_told_to_an_end_that_was_logged(noisy: bool, told: str) -> None:
    """Where the last value lies apart, it rose to the level of the last points."""
    loss = 0.3 + 2.0 * np.exp(-PLACE / 0.05) + 9.0 * np.clip((PLACE - 0.5) / 0.3, 0.0, 1.0)
    loss[-1] *= 0.7 if noisy else 1.0
    message = _told(loss, Verdict.DIVERGED, "CC301")
    assert message.endswith(told)
    median = re.search(r" to 9\.3 at the end, the median of its last \d+ points", message)
    assert noisy == bool(median)
