"""An exploded start: its height is told, and whether what is said counts from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.curves import generate
from convcheck.examples import run_of
from tests.rules._logged import diagnosis_of

POINTS = 400


@pytest.mark.parametrize(
    ("learned", "counted"), [(False, "is left out of account"), (True, "is a part of that drop")]
)
def test_the_reason_tells_the_height_of_an_exploded_start(learned: bool, counted: str) -> None:
    """Who sees the peak in the plot finds it in the report."""
    falling = np.exp(-np.arange(POINTS) / 15.0) if learned else np.ones(POINTS)
    value = (falling + 0.01) * (1.0 + 0.02 * np.random.default_rng(4).standard_normal(POINTS))
    value[3] = 1234.0
    value[4:8] = 600.0
    run = run_of(generate("exponential", points=POINTS))
    objective = replace(run.objective, value=value)
    logged = replace(run, objective=objective, series={**run.series, objective.role: objective})
    found = diagnosis_of(logged, "CC302")
    at = f"{objective.step[3]:,g}"
    assert f"that it was thrown to 1,234 at step {at} {counted}" in found.reason
    told = [finding.message for finding in found.findings]
    assert learned == (not told)
    began = f"began at {value[0]:.4g} "
    assert all(began in message and "thrown to 1,234" in message for message in told)


def test_a_swing_is_told_beside_the_range_that_the_verdict_saw() -> None:
    """Reason and finding hold it against one range, not the finding against an explosion."""
    run = run_of(generate("bounce", seed=1, points=POINTS))
    value = run.objective.value.copy()
    value[3] = 1e9
    objective = replace(run.objective, value=value)
    logged = replace(run, objective=objective, series={**run.series, objective.role: objective})
    plain, exploded = (
        diagnosis_of(each, "CC304").findings[0].evidence.values["swing_share"]
        for each in (run, logged)
    )
    assert 0.5 * plain < exploded < 2.0 * plain
