"""The drawn mean curve shows what happened, whether the loss fell or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.curves import generate
from convcheck.diagnosis import diagnose
from convcheck.drawn_curve import drawn_curve
from convcheck.examples import run_of
from convcheck.model import Series
from convcheck.profile import Profile
from convcheck.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = (40, 400, 4000)


def _fall_then(climb: float, points: int, noise: float) -> tuple[CurveProfile, np.ndarray]:
    """Return a loss that falls from 2.3 and climbs again late, and its mean."""
    place = np.linspace(0.0, 1.0, points)
    mean = 0.3 + 2.0 * np.exp(-20.0 * place) + climb * np.clip((place - 0.6) / 0.2, 0.0, 1.0)
    loss = mean + noise * np.random.default_rng(points).normal(size=points)
    return CurveProfile(np.arange(points, dtype=float), loss), mean


@pytest.mark.parametrize("points", POINTS)
@pytest.mark.parametrize("noise", [0.001, 0.02])
@pytest.mark.parametrize("climb", [0.0, 0.4, 2.0])
def test_a_fall_and_a_climb_are_both_drawn(points: int, noise: float, climb: float) -> None:
    """At three quarters and at the end the line lies near the mean; it begins above that of half.

    A line through the middle of all, as a falling curve makes of a climb, would do none of it.
    """
    curve, mean = _fall_then(climb, points, noise)
    drawn = drawn_curve(curve)
    for at in (points // 2, points - 1):
        assert drawn[at] == pytest.approx(mean[at], abs=0.15 * (2.0 + climb))
    assert drawn[0] > drawn[points // 2] + 0.5


@pytest.mark.parametrize("points", POINTS)
def test_noise_alone_is_drawn_as_a_line(points: int) -> None:
    """What never moved shows no wiggles of windows."""
    loss = 1.0 + 0.1 * np.random.default_rng(points).normal(size=points)
    curve = CurveProfile(np.arange(points, dtype=float), loss)
    assert np.ptp(drawn_curve(curve)) < 0.1


@pytest.mark.parametrize("climb", [0.0, 0.4])
def test_the_noise_of_what_is_no_falling_curve_is_not_told(climb: float) -> None:
    """What a falling curve leaves of a climb is shape: "one value scatters by" that is not so."""
    curve, _ = _fall_then(climb, 400, 0.005)
    series = Series("loss", "train", curve.step, curve.loss)
    run = replace(run_of(generate("exponential")), objective=series, series={"train": series})
    told = diagnose(Profile(run), Settings())
    assert (told.noise is None) == (climb > 0)
    assert "CC308" not in {found.rule.code for found in told.findings}


def _swinging(seed: int) -> np.ndarray:
    """Return a loss that leaps up now and then and comes down smoothly, to its end."""
    random = np.random.default_rng(seed)
    step = np.arange(2000)
    loss = 0.04 + 0.6 * np.exp(-step / 400.0)
    for begin in random.integers(0, 1900, size=12):
        loss[begin:] += 0.3 * random.random() * np.exp(-(step[begin:] - begin) / 40.0)
    return np.asarray(loss)


def _stairs(seed: int) -> np.ndarray:
    """Return a loss that falls in stairs, with a little noise."""
    random = np.random.default_rng(seed)
    points = int(random.choice([30, 200, 1000]))
    steps = np.linspace(0.0, 1.0, points)[:, None] >= np.sort(random.uniform(0.1, 0.9, size=3))
    return np.asarray(1.0 - 0.3 * steps.sum(axis=1) + 0.01 * random.standard_normal(points))


def _spiked(seed: int) -> np.ndarray:
    """Return a loss that falls and rests, with one huge spike."""
    random = np.random.default_rng(seed)
    points = int(random.choice([30, 200, 1000, 4000]))
    falling = np.exp(-12.0 * np.linspace(0.0, 1.0, points))
    return np.asarray(0.2 + falling + 0.01 * random.standard_normal(points))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("logged", [_swinging, _stairs, _spiked])
@pytest.mark.parametrize("height", [0.0, 1e3, 1e7, 1e12])
def test_the_line_lies_among_what_was_logged(
    seed: int, logged: Callable[[int], np.ndarray], height: float
) -> None:
    """Within the range of three windows on either side, whatever a single spike has."""
    loss = logged(seed)
    spiked = loss.copy()
    spiked[int(np.random.default_rng(seed).integers(1, len(loss) - 1))] += height
    drawn = drawn_curve(CurveProfile(np.arange(len(loss), dtype=float), spiked))
    reach = 3 * -(-len(loss) // max(4, min(40, len(loss) // 4)))
    for at in range(0, len(loss), max(1, len(loss) // 100)):
        around = loss[max(0, at - reach) : at + reach + 1]
        assert around.min() - 1e-9 <= drawn[at] <= around.max() + 1e-9
