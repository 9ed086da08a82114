"""When a shorter run is advised: only where verdict and settling step carry it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from convcheck.curves import generate
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose
from convcheck.examples import run_of
from convcheck.findings import Settling
from convcheck.profile import Profile
from convcheck.rule import Verdict
from convcheck.settings import Settings
from convcheck.told_best import best_place
from tests.rules._logged import diagnosis_of, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.model import FloatArray

PLACE = np.linspace(0.0, 1.0, 400)
SETTLED = 0.3 + 2.0 * np.exp(-PLACE / 0.02) + 0.005 * noise(400)
STOP = re.compile(r"Stop near step (\d+) next time: (.*)")


def found_in(
    interval: tuple[float, float],
    sure: float = 0.9,
    validation: FloatArray | None = None,
    loss: FloatArray = SETTLED,
    accuracy: FloatArray | None = None,
) -> Finding | None:
    """Return the finding of a run that settled at step 30, within such an interval."""
    beside = {"validation": validation, "accuracy": accuracy}
    others = {role: value for role, value in beside.items() if value is not None}
    profile = Profile(run_of_values(loss, others=others))
    profile.__dict__["decision"] = Decision(Verdict.CONVERGED, "it has settled", sure)
    profile.__dict__["settling"] = Settling(30.0, interval, 30.0 / 399.0, 0.3, ())
    return next(iter(diagnose(profile, Settings(select=("CC307",))).findings), None)


def stop_of(found: Finding | None) -> tuple[int, str]:
    """Return the step at which to stop, and why not sooner."""
    assert found is not None
    said = STOP.search(found.remedies[0])
    assert said is not None
    return int(said[1]), said[2]


@pytest.mark.parametrize(("high", "stop"), [(33.0, 38), (90.0, 90), (200.0, 200)])
def test_no_stop_is_advised_within_the_interval_of_settling(high: float, stop: int) -> None:
    """Before its end the loss may still have been falling."""
    told, why = stop_of(found_in((20.0, high)))
    assert stop == told
    assert ("interval" in why) == (high > 38.0)


@pytest.mark.parametrize("high", [330.0, 399.0])
def test_where_little_would_be_saved_nothing_is_advised(high: float) -> None:
    """An interval that reaches far into the run carries no shorter one."""
    assert None is found_in((3.0, high))


def test_where_the_verdict_is_not_sure_nothing_is_advised() -> None:
    """The headline says then: look at the curve before you shorten the training."""
    assert None is found_in((20.0, 90.0), sure=0.65)


def test_no_stop_is_advised_before_validation_was_at_its_best() -> None:
    """The checkpoint to keep must have been reached."""
    validation = 0.5 + 1.0 * np.exp(-PLACE / 0.06) + 0.001 * noise(400, 1)
    profile = Profile(run_of_values(SETTLED, others={"validation": validation}))
    assert profile.validation is not None
    best = best_place(profile.validation)
    assert best is not None
    first = profile.validation.step[best.first]
    told, why = stop_of(found_in((20.0, 40.0), validation=validation))
    assert told >= first
    assert why.startswith("validation is as good")


def test_a_loss_that_rose_for_good_is_not_told_to_have_settled_early() -> None:
    """To stop behind the climb would keep what is worse."""
    shape: dict[str, Any] = {"rise": 0.3, "begin": 0.12, "ramp": 0.04, "time_constant": 0.03}
    curve = generate("raised_penalty", points=2000, seed=1, **shape)
    assert None is not next(iter(diagnosis_of(run_of(curve), "CC307").findings), None)
    codes = [found.rule.code for found in diagnosis_of(run_of(curve), "CC307", "CC313").findings]
    assert ["CC313"] == codes


def test_overfitting_says_alone_where_to_stop() -> None:
    """Two findings would name two steps."""
    validation = np.abs(PLACE - 0.1) + 0.5 + 0.001 * noise(400, 1)
    fell_on = SETTLED - 0.03 * PLACE
    run = run_of_values(fell_on, others={"validation": validation})
    codes = [found.rule.code for found in diagnosis_of(run, "CC307", "CC401").findings]
    assert ["CC401"] == codes


DECADES = 10.0 ** (-8.0 * PLACE)


@pytest.mark.parametrize(("floor", "told"), [(0.0, False), (0.002, False), (0.3, True)])
def test_a_loss_that_halves_after_settling_is_not_idle(floor: float, told: bool) -> None:
    """Decades below the band are what a solver is run for; a floor ends them."""
    assert told == (found_in((20.0, 40.0), loss=floor + DECADES) is not None)


def test_validation_at_rest_says_that_a_falling_loss_is_learned_by_heart() -> None:
    """Then the decades of the training loss alone are nothing to go on for."""
    validation = 0.5 + np.exp(-PLACE / 0.02) + 0.001 * noise(400, 1)
    assert None is not found_in((20.0, 40.0), validation=validation, loss=DECADES)


@pytest.mark.parametrize("gain", [0.0, 0.02])
def test_what_a_stop_would_give_up_is_told(gain: float) -> None:
    """A slow gain within the band is named in shares of the drop; noise is no gain."""
    stop, why = stop_of(found_in((20.0, 90.0), loss=SETTLED - gain * PLACE))
    came_after = gain * (0.9 - stop / 399.0 - 0.01) / 2.0
    shares = re.findall(r"; a further ([\d.]+)% of the drop came after it$", why)
    assert (gain > 0.0) == bool(shares)
    assert all(100.0 * came_after == pytest.approx(float(each), abs=0.15) for each in shares)


@pytest.mark.parametrize(("rises_for", "told"), [(0.02, True), (0.4, False)])
def test_no_stop_is_advised_while_a_score_rises(rises_for: float, told: bool) -> None:
    """What is learned may show in a score when the loss moves no more."""
    accuracy = 0.9 - 0.6 * np.exp(-PLACE / rises_for) + 0.003 * noise(400, 2)
    assert told == (found_in((20.0, 40.0), accuracy=accuracy) is not None)
