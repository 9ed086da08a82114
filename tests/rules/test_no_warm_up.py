"""What counts as a warm-up, so that a leap in the first steps is not put down to its lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.rules._logged import found_in, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.model import FloatArray

STEP = np.arange(400.0)
PEAK = 0.02


def _leaping(rate: FloatArray) -> Finding | None:
    """Return what the rule finds in a run that leaps at step 20, logged with these rates."""
    loss = 0.2 + np.exp(-STEP / 40) + 3.0 * np.exp(-((STEP - 20) ** 2) / 50)
    return found_in(run_of_values(loss, others={"learning_rate": rate}), "CC604")


@pytest.mark.parametrize("start", [0.0, 0.3, 0.51, 0.8])
@pytest.mark.parametrize("digits", [4, 9])
def test_a_rate_that_rises_at_the_beginning_is_a_warm_up(start: float, digits: int) -> None:
    """Whatever share of its peak it starts from, and however its digits are rounded."""
    rate = PEAK * np.minimum(1.0, start + (1.0 - start) * STEP / 50)
    assert _leaping(np.round(rate, digits)) is None


def test_a_rate_that_is_full_from_the_beginning_is_not() -> None:
    """Held, decaying, or raised once by hand later on."""
    held = np.full(400, PEAK)
    assert _leaping(held) is not None
    assert _leaping(PEAK * 0.99**STEP) is not None
    assert _leaping(np.where(STEP < 200, 0.8 * PEAK, PEAK)) is not None


@pytest.mark.parametrize("seed", range(6))
def test_one_draw_of_a_loud_loss_is_no_leap(seed: int) -> None:
    """Single log-normal draws reach far above the start; a level that leaps among them is told."""
    step = np.arange(8000.0)
    level = 0.03 + 0.9 * np.exp(-step / 160)
    draws = np.exp(0.5 * np.random.default_rng(seed).standard_normal(8000))
    rate = {"learning_rate": np.full(8000, 1e-4)}
    assert None is found_in(run_of_values(level * draws, others=rate), "CC604")
    leaps = level + np.where((step >= 40) & (step < 100), 40.0, 0.0)
    assert None is not found_in(run_of_values(leaps * draws, others=rate), "CC604")
