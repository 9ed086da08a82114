"""The decreasing fit: curves of known form come back, and what rises is not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.measures.blocks import make_blocks
from convcheck.measures.decreasing_fit import Fit, fit_decreasing
from convcheck.measures.isotonic import non_increasing

if TYPE_CHECKING:
    from convcheck.model import FloatArray

PLACE = np.linspace(0.0, 1.0, 2_000)
CURVES = {
    "exponential": np.exp(-PLACE / 0.1),
    "two exponentials": 0.7 * np.exp(-PLACE / 0.02) + 0.3 * np.exp(-PLACE / 0.4),
    "power": (1.0 + PLACE / 0.01) ** -0.5,
    "ramp": 1.0 - PLACE,
    "step": (PLACE < 0.6).astype(float),
    "plateau then drop": np.exp(-np.maximum(0.0, PLACE - 0.4) / 0.1),
    "sigmoid": 1.0 / (1.0 + np.exp((PLACE - 0.5) / 0.05)),
}


def fitted(loss: FloatArray) -> Fit:
    """Fit a curve logged at PLACE."""
    return fit_decreasing(make_blocks(PLACE, loss), len(loss))


@pytest.mark.parametrize("name", CURVES)
def test_a_known_curve_comes_back_through_noise(name: str) -> None:
    """The fit stays within 1.5 % of the drop of the true curve in the mean."""
    clean = CURVES[name]
    noise = np.random.default_rng(3).normal(0.0, 0.03, len(clean))
    error = np.abs(fitted(clean + noise).evaluate(PLACE) - clean)
    assert error.mean() < 0.015


@settings(max_examples=25)
@given(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_the_fit_goes_along_with_scale_and_shift(scale: float, shift: float) -> None:
    """Fitting a * loss + b gives a * fit + b."""
    loss = CURVES["two exponentials"] + np.random.default_rng(4).normal(0, 0.02, len(PLACE))
    plain = fitted(loss).evaluate(PLACE)
    moved = (fitted(scale * loss + shift).evaluate(PLACE) - shift) / scale
    assert moved == pytest.approx(plain, abs=2e-3)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_pooled_levels_never_rise_and_keep_the_mean(values: list[float]) -> None:
    """Isotonic regression is non-increasing and keeps the weighted sum."""
    mean = np.array(values)
    level = non_increasing(mean, np.ones(len(mean)))
    assert (np.diff(level) <= 1e-9).all()
    assert level.sum() == pytest.approx(mean.sum(), rel=1e-9, abs=1e-3)


def test_a_curve_that_falls_already_is_left_alone() -> None:
    """Isotonic regression of a falling curve is that curve."""
    falling = np.array([5.0, 3.0, 3.0, 1.0])
    assert non_increasing(falling, np.ones(4)).tolist() == falling.tolist()
