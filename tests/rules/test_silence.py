"""Healthy runs get no warning, whatever their family, length and noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.curves import healthy
from convcheck.diagnosis import diagnose
from convcheck.examples import run_of
from convcheck.profile import Profile
from convcheck.settings import Settings
from tests.test_level_of_guessing import logged

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
    healthy_run = logged(0.3 + 2.0 * np.exp(-np.arange(points) / (0.1 * points)), seed=0)
    train = healthy_run.objective
    value = np.append(0.0, 1.1 * train.value[1:])
    validation = replace(train, name="val_loss", role="validation", value=value)
    run = replace(healthy_run, series={**healthy_run.series, "validation": validation})
    codes = {found.rule.code for found in diagnose(Profile(run), Settings()).findings}
    assert "CC401" not in codes
