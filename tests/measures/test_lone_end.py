"""Lone last points: pulled in where they say nothing, kept where they may tell of a level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.curves import generate
from convcheck.examples import run_of
from convcheck.measures.lone_end import without_lone_end
from convcheck.profile import Profile

POINTS = (25, 40, 100, 300, 1000)
LEAPS = (-0.3, -0.1, 0.3, 1.0)
TOLERANCE = 0.09
"""Share of the run by which a step may move: two points of a log of 25."""


def settled(points: int, lone: int, leap: float) -> float | None:
    """Return where a noisy decay settled once its last points leapt by a share of its fall."""
    curve = generate("exponential", seed=3, points=points, noise=0.005)
    run = run_of(curve)
    value = run.objective.value.copy()
    value[len(value) - lone :] += leap * np.ptp(value)
    objective = replace(run.objective, value=value)
    profile = Profile(
        replace(run, series={**run.series, objective.role: objective}, objective=objective)
    )
    return None if profile.settling is None else profile.settling.share_of_run


@pytest.mark.parametrize("leap", LEAPS)
@pytest.mark.parametrize("points", POINTS)
@pytest.mark.parametrize("lone", [1, 2])
def test_the_settling_step_does_not_hang_on_lone_last_points(
    points: int, lone: int, leap: float
) -> None:
    """A last batch that is a small one, or a spike at the end, leaves the step where it was."""
    assert settled(points, lone, leap) == pytest.approx(settled(points, 0, 0.0), abs=TOLERANCE)


@pytest.mark.parametrize("leap", LEAPS)
@pytest.mark.parametrize("points", POINTS)
def test_three_points_are_a_level(points: int, leap: float) -> None:
    """What lasts for three points is kept, within the noise, whichever way it went."""
    loss = np.random.default_rng(points).normal(1.0, 0.01, points)
    loss[-3:] += leap
    assert without_lone_end(loss) == pytest.approx(loss, abs=0.05)


@pytest.mark.parametrize("seed", range(20))
def test_a_loss_that_falls_to_the_end_keeps_all_its_points(seed: int) -> None:
    """Neither a slope nor noise is a lone point."""
    random = np.random.default_rng(seed)
    points = int(random.integers(7, 500))
    loss = np.geomspace(1.0, 0.01, points) + random.uniform(0, 0.1) * random.normal(size=points)
    assert without_lone_end(loss) is loss
