"""Healthy runs get no warning, whatever their family, length and noise."""

from __future__ import annotations

import pytest

from convcheck.curves import healthy
from convcheck.diagnosis import diagnose
from convcheck.examples import run_of
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
