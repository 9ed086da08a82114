"""CC304's advice: a learning rate is to decay from where the loss swings and no longer falls."""

from __future__ import annotations

import re

import numpy as np
import pytest

from convcheck.examples import build
from convcheck.rule import Example
from tests.rules._logged import diagnosis_of, found_in, noise, run_of_values

POINTS = 1000
PLACE = np.linspace(0.0, 1.0, POINTS)
TO_THE_END = 0.4 * np.sin(2.0 * np.pi * 20.0 * PLACE)
DECAY = re.compile(r"let it decay( from (\w+) ([\d,]+) on)?$")


def advised(value: np.ndarray, rate: float | None = None) -> tuple[str, str]:
    """Return the unit and the step that the advice names, empty where it names none."""
    others = {} if rate is None else {"learning_rate": np.full(POINTS, rate)}
    found = found_in(run_of_values(value, others=others), "CC304")
    assert found is not None
    (told,) = filter(None, map(DECAY.search, found.remedies))
    return told[2] or "", told[3] or ""


@pytest.mark.parametrize("rate", [None, 0.1])
@pytest.mark.parametrize("constant", [0.05, 0.1, 0.2])
def test_the_rate_is_to_decay_from_where_the_fall_gives_way_to_the_swing(
    constant: float, rate: float | None
) -> None:
    """What is left of the fall there is half of the swing: not where the swing is cut off."""
    fall = 2.0 * np.exp(-PLACE / constant)
    unit, step = advised(1.0 + fall + TO_THE_END + 0.02 * noise(POINTS), rate)
    assert "step" == unit
    assert int(step) == pytest.approx(constant * np.log(2.0 / 0.4) * POINTS, abs=0.06 * POINTS)


def test_no_step_is_named_where_the_loss_falls_nearly_to_the_end() -> None:
    """In the last tenth of a run is no time left to decay in."""
    late = 20.0 * np.clip((0.97 - PLACE) / 0.1, 0.0, 1.0)
    assert ("", "") == advised(3.0 + late + 4.0 * TO_THE_END + 0.02 * noise(POINTS), 0.1)


def test_no_step_is_named_where_the_loss_swings_from_the_start() -> None:
    """From the first point on says nothing."""
    assert ("", "") == advised(3.0 + TO_THE_END + 0.02 * noise(POINTS))


@pytest.mark.parametrize("family", ["sine", "comb", "sawtooth", "epoch_sawtooth", "bounce"])
@pytest.mark.parametrize("seed", range(4))
def test_advice_never_names_a_step_of_the_last_tenth(family: str, seed: int) -> None:
    """Whatever the form of the swing, and however short the log."""
    for points in (60, 500):
        run = build(Example(family, {"seed": seed, "points": points, "noise": 0.02}))
        remedies = [
            each for found in diagnosis_of(run, "CC304").findings for each in found.remedies
        ]
        for told in filter(None, map(DECAY.search, remedies)):
            assert not told[3] or int(told[3].replace(",", "")) <= 0.9 * run.objective.step[-1]
