"""Explosions at the start: how high a loss was thrown says nothing of what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.curves import generate
from convcheck.decision import decide
from convcheck.examples import run_of
from convcheck.measures.explosion import without_explosion
from convcheck.quantities import quantities
from convcheck.rule import Verdict

Made = Callable[[int], np.ndarray]
HEIGHTS = (30.0, 1e3, 1e5)
"""Times the first value; networks were seen to come back from 70,000."""
POINTS = 600


def exploded(loss: np.ndarray, height: float) -> CurveProfile:
    """Return the curve of a loss thrown to a height after its first value, for 5 % of the run."""
    thrown = loss.copy()
    thrown[1 : 1 + len(loss) // 20] *= height * loss[0] / loss[1 : 1 + len(loss) // 20]
    series = run_of(generate("exponential", points=len(loss))).objective
    return CurveProfile.of(replace(series, value=thrown))


def resting(seed: int) -> np.ndarray:
    """Return a loss that never leaves the level where it began, shape (n,)."""
    return 0.7 * (1.0 + 0.1 * np.random.default_rng(seed).standard_normal(POINTS))


def learning(seed: int) -> np.ndarray:
    """Return a loss that falls to a hundredth of its start in a tenth of the run, shape (n,)."""
    falling = 0.99 * np.exp(-np.arange(POINTS) / 20.0) + 0.01
    return falling * (1.0 + 0.02 * np.random.default_rng(seed).standard_normal(POINTS))


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("seed", range(5))
def test_the_way_back_from_an_explosion_is_no_learning(seed: int, height: float) -> None:
    """A run that ends where it began has not converged, however high it was thrown."""
    decision = decide(exploded(resting(seed), height), None, None)
    assert decision.verdict is not Verdict.CONVERGED


@pytest.mark.parametrize("height", HEIGHTS)
def test_what_is_learned_after_an_explosion_counts(height: float) -> None:
    """A run that learns all the same has converged."""
    assert decide(exploded(learning(0), height), None, None).verdict is Verdict.CONVERGED


@pytest.mark.parametrize("made", [resting, learning])
def test_the_height_of_an_explosion_moves_no_quantity(made: Made) -> None:
    """Thrown a hundred or three thousand times further, all that is weighed stays as it is."""
    low, *higher = (quantities(exploded(made(1), height), None, None) for height in HEIGHTS)
    for high in higher:
        assert high == pytest.approx(low, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("family", ["exponential", "power_law", "staircase", "hump", "blow_up"])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_curve_without_one_is_left_alone(family: str, noise: float) -> None:
    """Falls, humps, ordinary noise and a rise at the end are no explosion at the start."""
    loss = run_of(generate(family, seed=2, points=400, noise=noise)).objective.value
    assert without_explosion(loss) is loss
