"""No quantity jumps where a measure goes over from points to blocks, or from all points to some."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.model import Series
from convcheck.quantities import quantities

SWITCHES = [(314, 326), (1_880, 1_960), (2_540, 2_640), (5_200, 5_500)]
"""Lengths on both sides of where points give way to blocks, and blocks to larger ones."""
SEEDS = 12
STANDARD_ERRORS, LEAST = 6.0, 0.15
"""How far two means may lie apart by chance, and by the lengths themselves."""
NOISE = {"clean": 0.004, "noisy": 0.1, "remembered": 0.1}


def noise(kind: str, points: int, seed: int) -> np.ndarray:
    """Return noise of its kind, shape (points,)."""
    white = np.random.default_rng([points, seed]).standard_normal(points)
    if kind == "remembered":
        for index in range(1, points):
            white[index] = 0.9 * white[index - 1] + 0.44 * white[index]
    return np.asarray(NOISE[kind] * white)


@cache
def measured(kind: str, points: int) -> dict[str, np.ndarray]:
    """Return every quantity of as many settled losses as there are seeds."""
    place = np.linspace(0.0, 1.0, points)
    found: dict[str, list[float]] = {}
    for seed in range(SEEDS):
        loss = 0.5 + 2.0 * np.exp(-place / 0.12) + noise(kind, points, seed)
        curve = CurveProfile.of(Series("loss", "train", np.arange(points, dtype=float), loss))
        for name, value in quantities(curve, None, None).items():
            found.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in found.items() if np.isfinite(values).all()}


@pytest.mark.parametrize("kind", NOISE)
@pytest.mark.parametrize(("shorter", "longer"), SWITCHES)
def test_a_few_points_more_change_no_quantity(kind: str, shorter: int, longer: int) -> None:
    """The same loss, logged at four per cent more points, is measured alike."""
    before, after = measured(kind, shorter), measured(kind, longer)
    apart = {}
    for name in before.keys() & after.keys():
        error = np.sqrt((before[name].var(ddof=1) + after[name].var(ddof=1)) / SEEDS)
        gap = abs(before[name].mean() - after[name].mean())
        if gap > STANDARD_ERRORS * error + LEAST:
            apart[name] = (before[name].mean(), after[name].mean())
    assert {} == apart
