"""Healthy runs get no warning, whatever their family, length and noise."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.curves import healthy
from convcheck.diagnosis import diagnose
from convcheck.examples import run_of
from convcheck.model import Axis, Run, Series
from convcheck.profile import Profile
from convcheck.settings import Settings

SLICES = 10
RUNS_A_SLICE = 100
"""A thousand healthy runs in all."""


def _alarms(seeds: range) -> list[str]:
    alarms = []
    for seed in seeds:
        curve = healthy(seed)
        diagnosis = diagnose(Profile(run_of(curve)), Settings())
        graver = [found.rule.code for found in diagnosis.findings if found.severity != "info"]
        if graver:
            about = f"{curve.family}, {len(curve.loss)} points, noise {curve.options['noise']:.2g}"
            alarms.append(f"seed {seed} ({about}): {', '.join(graver)}")
    return alarms


@pytest.mark.parametrize("part", range(SLICES))
def test_nothing_is_said_of_healthy_runs(part: int) -> None:
    """No finding at warning or above on a healthy curve."""
    assert [] == _alarms(range(part * RUNS_A_SLICE, (part + 1) * RUNS_A_SLICE))


@pytest.mark.parametrize("points", [150, 1000])
def test_a_zero_that_stands_for_no_validation_is_no_best_validation(points: int) -> None:
    """Before the first evaluation some trainers log a zero; the rest of the run is no rise."""
    step = np.arange(points, dtype=float)
    value = 0.3 + 2.0 * np.exp(-step / (0.1 * points))
    value = value * (1.0 + 0.01 * np.random.default_rng(0).standard_normal(points))
    train = Series("loss", "train", step, value)
    validation = Series("val_loss", "validation", step, np.append(0.0, 1.1 * value[1:]))
    run = Run(
        id="planted",
        path="planted",
        format="planted",
        logger="",
        files=(),
        axis=Axis("step", "step"),
        goal="min",
        objective=train,
        series={"train": train, "validation": validation},
    )
    codes = {found.rule.code for found in diagnose(Profile(run), Settings()).findings}
    assert "CC401" not in codes
