"""A learning rate that reads zero: a fault where nothing is learned, a logging matter elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.rules._logged import diagnosis_of, found_in, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.model import FloatArray

POINTS = 100
PLACE = np.linspace(0.0, 1.0, POINTS)
LEARNS = 0.3 + 2.0 * np.exp(-PLACE / 0.08) + 0.03 * noise(POINTS)
RESTS = 2.3 + 0.03 * noise(POINTS)


def _found(loss: FloatArray, rate: FloatArray) -> Finding:
    found = found_in(run_of_values(loss, others={"learning_rate": rate}), "CC601")
    assert found is not None
    return found


@pytest.mark.parametrize("loss", [LEARNS[:15:3], LEARNS[:40:5], LEARNS], ids=len)
def test_a_zero_at_which_the_loss_falls_is_no_fault(loss: FloatArray) -> None:
    """It is told as rounded, with no word on the schedule, whatever the length of the log."""
    found = _found(loss, np.zeros(len(loss)))
    assert "info" == found.severity
    assert "reads zero" in found.message
    assert "rounded" in found.message
    assert ("Log the rate with all its digits",) == found.remedies
    assert ("logging-mistake",) == found.causes


def test_a_zero_at_which_the_loss_rests_is_an_error() -> None:
    """Throughout, or from the step on at which a constant rate was cut off."""
    for loss, rate in ((RESTS, 0.0 * PLACE), (LEARNS, np.where(PLACE < 0.5, 1e-3, 0.0))):
        found = _found(loss, rate)
        assert "error" == found.severity
        assert "was zero" in found.message
        assert any("schedule" in remedy for remedy in found.remedies)


WHOLE = np.arange(2000)
HALVES = {
    "linear": np.maximum(0.0, 1e-3 * (1.0 - WHOLE / 1000)),
    "linear by epoch": np.maximum(0.0, np.round(0.1 - 0.01 * (WHOLE // 100), 2)),
    "steps": np.array([0.1, 0.01, 0.001, 0.0])[np.minimum(WHOLE // 333, 3)],
    "twos": np.array([0.02, 0.01, 0.0])[np.minimum(WHOLE // 500, 2)],
}


@pytest.mark.parametrize("schedule", HALVES)
@pytest.mark.parametrize("every", [1, 20, 100])
def test_a_schedule_that_truly_ended_is_an_error(schedule: str, every: int) -> None:
    """A straight line or steps down to zero, as the loss rests from there on, at any interval."""
    loss = 0.2 + 2.0 * np.exp(-np.minimum(WHOLE, 1000) / 200) + 0.02 * noise(2000)
    found = _found(loss[::every], HALVES[schedule][::every])
    assert "error" == found.severity
    assert "was zero" in found.message


@pytest.mark.parametrize(
    ("peak", "digits"), [(2e-5, 5), (1e-4, 5), (1e-3, 5), (3e-4, 4), (5e-3, 4)]
)
@pytest.mark.parametrize("points", [100, 2000])
def test_a_cosine_printed_with_few_digits_is_rounded(peak: float, digits: int, points: int) -> None:
    """It stays at its last digits longer and longer; its zeros are told as information."""
    place = np.linspace(0.0, 1.0, points)
    rate = np.round(0.5 * peak * (1.0 + np.cos(np.pi * place)), digits)
    loss = 0.3 + 2.0 * np.exp(-place / 0.05) + 0.03 * noise(points)
    found = found_in(run_of_values(loss, others={"learning_rate": rate}), "CC601")
    if np.mean(rate == 0) <= 0.05:
        assert found is None
        return
    assert found is not None
    assert "info" == found.severity
    assert "reads zero" in found.message


def test_a_zero_after_the_last_digit_is_rounded() -> None:
    """Rates of 0.00002, 0.00001 and 0.00000 were printed with five digits."""
    found = _found(LEARNS, np.round(2e-5 * (1.0 - PLACE), 5))
    assert "info" == found.severity
    assert "rounded to 1e-05" in found.message


def test_a_rate_that_was_rounded_away_is_told_in_no_advice() -> None:
    """The verdict and the remedies of a healthy run are those of one that logged no rate."""
    without = diagnosis_of(run_of_values(LEARNS))
    rounded = diagnosis_of(run_of_values(LEARNS, others={"learning_rate": 0.0 * PLACE}))
    assert without.verdict is rounded.verdict
    told = {each.rule.code: each.remedies for each in rounded.findings}
    del told["CC601"]
    assert {each.rule.code: each.remedies for each in without.findings} == told
