"""Advice to who logged too few points: none that the log already follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.model import Axis, AxisUnit, Series
from tests.rules._logged import found_in, noise, run_of_values, told_of


def _remedies(step: list[float], unit: AxisUnit) -> tuple[str, ...]:
    value = np.array([2.0 * 0.5**place for place in range(len(step))])
    series = Series("loss", "train", np.array(step), value)
    run = replace(
        run_of_values(value), objective=series, series={"train": series}, axis=Axis(unit, unit)
    )
    found = found_in(run, "CC108")
    assert found is not None
    return found.remedies


@pytest.mark.parametrize("points", [2, 6])
def test_who_logs_every_step_is_not_told_to(points: int) -> None:
    """A run of two or six steps can only be longer; epochs may be logged within."""
    steps = [float(each) for each in range(points)]
    assert ("Train longer before asking: fifty steps or more",) == _remedies(steps, "step")
    assert (
        "Log the loss more often than once an epoch",
        "Train longer before asking: fifty epochs or more",
    ) == _remedies(steps, "epoch")


def test_who_left_steps_out_is_told_to_log_them() -> None:
    """Every step of a short run, every so many of a long one."""
    assert "Log the loss at every epoch" == _remedies([0.0, 10.0, 20.0], "epoch")[0]
    assert "every 6 steps" in _remedies([0.0, 100.0, 200.0, 300.0], "step")[0]


def test_enough_points_are_not_held_against_the_least() -> None:
    """Who logged more than the least is told only what a good log has."""
    few = told_of(run_of_values(np.array([2.0, 1.0, 0.5])), "CC108")
    assert "3, where 7 are the least and fifty or more make a good log" in few
    told = told_of(run_of_values(2.0 + 0.5 * noise(8, seed=17)), "CC108")
    assert "Too few points to judge: 8, where fifty or more make a good log" == told
