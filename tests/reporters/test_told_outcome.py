"""What the headline of a stuck run says of a fall that everybody sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convcheck.model import Goal
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from tests.reporters import _made as made


@pytest.mark.parametrize(
    ("goal", "first", "last", "told"),
    [
        ("min", 4.6, 4.5, "with nothing gained"),
        ("min", 4.6, 2.6, "with no learning to be seen"),
        ("max", -4.6, -2.6, "with no learning to be seen"),
        ("min", 2.6, 4.6, "with nothing gained"),
    ],
)
def test_a_large_fall_is_not_denied(goal: Goal, first: float, last: float, told: str) -> None:
    """Nothing gained is said of what hardly moved, or got worse, and of nothing else."""
    run = made.HEALTHY
    objective = replace(run.series[run.objective], first=first, last=last)
    diagnosis = replace(run.diagnosis, verdict=Verdict.STUCK, leaning=None)
    stuck = replace(
        run, goal=goal, diagnosis=diagnosis, series={**run.series, run.objective: objective}
    )
    assert words.outcome(stuck).startswith(f"{told} by ")
