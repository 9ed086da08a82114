"""What validation and the learning rate say of the settling step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from convcheck.band import DEFAULT_BAND
from convcheck.curve_profile import CurveProfile
from convcheck.findings import Settling
from convcheck.settled import measure_settling
from convcheck.settling_beside import Beside, evidence_beside

POINTS = 400
SPEED = 12.0
STEP = np.arange(POINTS, dtype=np.float64)
TRUE_PLACE = -np.log(0.02) / SPEED
"""Where exp(-12 u) comes within 2 % of its range, to a thousandth."""


@dataclass(frozen=True)
class Logged:
    """A loud training loss and a quiet validation of the same weights."""

    train: CurveProfile
    """A value at every step, its noise a fifth of the drop."""
    validation: CurveProfile
    """A value at every eighth step, its noise a thousandth of the drop, in another unit."""

    def settle(self, beside: Beside) -> Settling:
        """Measure the training loss."""
        settling = measure_settling(self.train, DEFAULT_BAND, beside=beside)
        assert settling is not None
        return settling


def logged(seed: int) -> Logged:
    """Make a run whose truth is ``TRUE_PLACE``."""
    random = np.random.default_rng(seed)
    mean = np.exp(-SPEED * STEP / (POINTS - 1))
    train = 1.0 + mean + random.normal(0.0, 0.2, POINTS)
    validation = 3.0 + 2.0 * mean[::8] + random.normal(0.0, 0.002, POINTS // 8)
    return Logged(CurveProfile(STEP, train), CurveProfile(STEP[::8], validation))


def width(settling: Settling) -> float:
    """Return the width of the interval as a share of the run."""
    return (settling.interval[1] - settling.interval[0]) / (POINTS - 1)


def test_a_quiet_validation_narrows_the_interval_of_a_loud_training_loss() -> None:
    """By a tenth of its width or more on the median of ten runs; it goes on to hold the truth."""
    alone, both = [], []
    for seed in range(10):
        run = logged(seed)
        alone.append(width(run.settle(Beside())))
        settling = run.settle(Beside(run.validation))
        both.append(width(settling))
        low, high = settling.interval
        assert low <= TRUE_PLACE * POINTS + 1 <= high + 2
    assert np.median(both) < 0.9 * np.median(alone)


@pytest.mark.parametrize(("scale", "shift"), [(0.01, 0.0), (1.0, -10.0), (1000.0, 5.0)])
def test_the_unit_of_validation_does_not_matter(scale: float, shift: float) -> None:
    """Nor where its zero lies."""
    run = logged(1)
    other = CurveProfile(run.validation.step, scale * run.validation.loss + shift)
    assert run.settle(Beside(run.validation)) == run.settle(Beside(other))


def test_what_was_not_logged_says_nothing() -> None:
    """Without validation and rate all is NaN or marked as unknown, and the estimate stands."""
    run = logged(2)
    found = evidence_beside(run.train, 0.02, Beside())
    assert all(np.isnan(value).all() or not value.any() for value in found.values())
    assert measure_settling(run.train, DEFAULT_BAND) == run.settle(Beside())


@pytest.mark.parametrize("points", [1, 2, 5])
def test_a_validation_of_a_few_points_says_nothing(points: int) -> None:
    """Nor does a learning rate of two, or one that is zero."""
    run = logged(3)
    few = CurveProfile(STEP[:points], run.validation.loss[:points])
    rate = CurveProfile(STEP[: min(points, 2)], np.ones(min(points, 2)))
    nothing = run.settle(Beside())
    assert nothing == run.settle(Beside(few, rate))
    assert nothing == run.settle(Beside(None, CurveProfile(STEP, np.zeros(POINTS))))


def test_a_rate_is_summed_to_its_end() -> None:
    """Of a rate that falls to zero in a line, a quarter is to come at the half of the run."""
    run = logged(4)
    found = evidence_beside(run.train, 0.02, Beside(None, CurveProfile(STEP, 1.0 - STEP / POINTS)))
    place = run.train.blocks.place
    to_come = np.exp(found["rate to come"]) - 0.02
    assert float(np.interp(0.5, place, to_come)) == pytest.approx(0.25, abs=0.01)
    assert float(to_come[-1]) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize(("lowest", "constant"), [(1.0, 1.0), (0.96, 1.0), (0.9, 0.0)])
def test_a_rate_that_hardly_moves_counts_as_constant(lowest: float, constant: float) -> None:
    """One that falls by a tenth does not."""
    rate = CurveProfile(STEP, np.linspace(1.0, lowest, POINTS))
    found = evidence_beside(logged(5).train, 0.02, Beside(None, rate))
    assert {constant} == set(found["constant rate"].tolist())


def test_validation_of_other_steps_is_placed_by_its_steps() -> None:
    """One that was logged over the second half alone says of the first what it began with."""
    run = logged(6)
    half = CurveProfile(STEP[200::4], 1.0 + np.exp(-(STEP[200::4] - 200.0) / 20.0))
    fell = evidence_beside(run.train, 0.02, Beside(half))["validation, fit"]
    place = run.train.blocks.place
    assert float(np.ptp(fell[place < 0.5])) == pytest.approx(0.0, abs=1e-9)
    assert float(np.ptp(fell[place > 0.5])) > 2.0
