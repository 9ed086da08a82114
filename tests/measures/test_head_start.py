"""Head start: where one value holds most of the way, the step may lie by another drop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.curves import generate
from convcheck.examples import run_of
from convcheck.measures.head_start import LEAST, left_after_first
from convcheck.profile import Profile

FAST, SLOW = 0.9, 0.1
"""Heights of a steep fall within the first window, and of the slow one that follows."""
SLOW_TIME = 1.0 / 6.0
"""Time constant of the slow fall, as a share of the run."""
NOISE = 0.0005


def window_means(windows: int, seed: int) -> tuple[Profile, float]:
    """Return the profile of a loss logged as means over windows, and its true settling place.

    The truth counts the drop from the first logged step, the end of the first window.
    """
    place = np.linspace(0.0, 1.0, windows * 200 + 1)[1:]
    loss = FAST * np.exp(-4.0 * place * windows) + SLOW * np.exp(-place / SLOW_TIME)
    mean = loss.reshape(windows, 200).mean(axis=1)
    mean += NOISE * np.random.default_rng(seed).standard_normal(windows)
    later = loss[199:]
    truth = float(place[199:][np.argmax(later - later[-1] <= 0.02 * (later[0] - later[-1]))])
    run = run_of(generate("exponential", points=windows))
    objective = replace(run.objective, value=mean)
    logged = replace(run, objective=objective, series={**run.series, objective.role: objective})
    first = 1.0 / windows
    return Profile(logged), (truth - first) / (1.0 - first)


@pytest.mark.parametrize("windows", [16, 25, 40, 80])
def test_the_interval_holds_a_step_by_the_drop_after_the_first_mean(windows: int) -> None:
    """A first mean holds the steep beginning; the true drop is a third of what the log shows."""
    held = 0
    for seed in range(10):
        profile, truth = window_means(windows, seed)
        assert profile.settling is not None
        steps = profile.objective.step
        low, high = (np.array(profile.settling.interval) - steps[0]) / (steps[-1] - steps[0])
        held += bool(low <= truth <= high)
    assert held >= 9


@pytest.mark.parametrize("seed", range(5))
def test_a_drop_that_one_value_makes_ends_where_everybody_sees_it(seed: int) -> None:
    """A first epoch a hundred times above all others: it settled in the second, not in the last."""
    value = 0.00075 + 1e-5 * np.random.default_rng(seed).standard_normal(20)
    value[0] = 0.08
    run = run_of(generate("exponential", points=20))
    objective = replace(run.objective, value=value)
    logged = replace(run, objective=objective, series={**run.series, objective.role: objective})
    settling = Profile(logged).settling
    assert settling is not None
    assert settling.step == objective.step[1]
    assert all(rung.step == objective.step[1] for rung in settling.ladder)
    assert settling.interval[0] <= settling.step < settling.interval[1]


@pytest.mark.parametrize("shift", [0.0, -5.0, 1e3])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_the_share_left_is_free_of_scale_and_shift(scale: float, shift: float) -> None:
    """It is a share of the way down."""
    level = np.array([1.0, 0.3, 0.2, 0.1, 0.0])
    assert left_after_first(scale * (level + shift)) == pytest.approx(0.3, rel=1e-6)


@pytest.mark.parametrize(("level", "left"), [([2.0], 1.0), ([1.0, 1.0], 1.0), ([1.0, 0.0], LEAST)])
def test_the_share_left_of_the_shortest_curves(level: list[float], left: float) -> None:
    """Where there is no way down all of it is left; where nothing follows, as good as nothing."""
    assert left_after_first(np.array(level)) == left
