"""Exact zeros: an error where a loss leapt there, nothing where it came down or was rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.rules._logged import found_in, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.model import FloatArray

PLACE = np.linspace(0.0, 1.0, 200)
SETTLED = 0.3 + 2.0 * np.exp(-PLACE / 0.1)


def _margin(points: int, scatter: float, seed: int) -> FloatArray:
    """Return a loss with a margin: a straight fall to zero, with noise on the way."""
    mean = 0.8 * (1.0 - np.arange(200.0) / points)
    return np.maximum(0.0, mean + np.where(mean > 0, scatter * noise(200, seed), 0.0))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("points", [4, 10, 50, 150])
@pytest.mark.parametrize("scatter", [0.0, 0.01])
def test_a_loss_with_a_margin_may_reach_zero(points: int, scatter: float, seed: int) -> None:
    """What comes down to zero within a few records or many is no fault."""
    assert None is found_in(run_of_values(_margin(points, scatter, seed)), "CC203")


@pytest.mark.parametrize("seed", range(5))
def test_zeros_that_come_one_by_one_among_small_values_are_no_fault(seed: int) -> None:
    """Single examples that are right by the margin, ever more often."""
    mean = 1.0 * np.exp(-PLACE / 0.2) - 0.15
    loss = np.maximum(0.0, mean + 0.4 * noise(200, seed))
    loss[150:] = 0.0
    assert None is found_in(run_of_values(loss), "CC203")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("digits", "start", "floor"), [(3, 0.05, 0.0003), (2, 0.4, 0.003)])
def test_a_small_loss_that_is_written_with_few_digits_is_no_fault(
    digits: int, start: float, floor: float, seed: int
) -> None:
    """What rounds to zero at the end of a smooth fall was measured all the same."""
    small = (floor + start * np.exp(-PLACE / 0.06)) * (1.0 + 0.05 * noise(200, seed))
    assert None is found_in(run_of_values(np.round(small, digits)), "CC203")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("digits", [2, 3, 8])
@pytest.mark.parametrize("at", [20, 120])
def test_a_leap_to_zero_from_well_above_is_an_error(at: int, digits: int, seed: int) -> None:
    """However many digits are written, and whether it had settled before or not."""
    loss = np.round(SETTLED + 0.02 * noise(200, seed), digits)
    loss[at:] = 0.0
    found = found_in(run_of_values(loss), "CC203")
    assert found is not None
    assert "error" == found.severity


def test_empty_batches_now_and_then_are_no_margin() -> None:
    """Zeros that come one by one among values far above them are a fault that repeats."""
    loss = SETTLED + 0.02 * noise(200)
    loss[5::10] = 0.0
    loss[160:] = 0.0
    assert None is not found_in(run_of_values(loss), "CC203")


@pytest.mark.parametrize("unit", [1e-4, 1.0, 1e4])
def test_a_leap_to_zero_is_found_in_any_unit(unit: float) -> None:
    """Also where all values are smaller than the digits that loggers write."""
    loss = SETTLED + 0.01 * noise(200)
    loss[120:] = 0.0
    assert found_in(run_of_values(unit * loss), "CC203") is not None
