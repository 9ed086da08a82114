"""The last points, where they broke away: found where planted, and never in noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.measures.breakaway import find_breakaway

if TYPE_CHECKING:
    from convcheck.model import FloatArray

SEEDS = st.integers(0, 10_000)


def settled(seed: int, points: int = 2000, noise: float = 0.03) -> FloatArray:
    """Return a loss that fell from 2.5 to 0.5 in the first tenth and rests there."""
    place = np.linspace(0.0, 1.0, points)
    scatter = np.random.default_rng(seed).normal(0.0, noise, points)
    return np.asarray(0.5 + 2.0 * np.exp(-40.0 * place) + scatter)


@pytest.mark.parametrize(("points", "tail"), [(100, 4), (2000, 20), (50_000, 400)])
def test_a_climb_at_the_very_end_is_found_where_it_began(points: int, tail: int) -> None:
    """Also in a short log, whose first three points show only a part of the fall."""
    loss = settled(1, points)
    loss[-tail:] += np.linspace(0.3, 2.0, tail)
    found = find_breakaway(loss)
    assert found is not None
    assert (points - tail) == found.first
    assert found.height == pytest.approx(1.6, abs=0.3)
    assert found.fall == pytest.approx(2.0, abs=0.1 if points > 100 else 0.7)


def test_a_fall_after_a_plateau_is_found() -> None:
    """A flat loss that falls to a third in its last hundredth broke away downwards."""
    loss = np.random.default_rng(2).normal(3.0, 0.02, 2000)
    loss[-20:] -= 2.0
    found = find_breakaway(loss)
    assert found is not None
    assert found.first == 1980
    assert found.height == pytest.approx(-2.0, abs=0.05)


@settings(max_examples=60)
@given(SEEDS, st.integers(7, 3000), st.floats(1e-4, 1.0))
def test_noise_about_a_settled_loss_never_breaks_away(seed: int, points: int, noise: float) -> None:
    """However loud, and however short the log."""
    assert find_breakaway(settled(seed, points, noise)) is None


def test_what_has_passed_before_is_no_breakaway() -> None:
    """A climb at the end that the loss has shown before may pass as the first one did."""
    loss = settled(3)
    loss[1000:1020] += 2.0
    loss[-20:] += 2.0
    assert find_breakaway(loss) is None


def test_a_spike_of_two_points_is_no_breakaway() -> None:
    """Two points say nothing of what follows, in a short log and in a long one."""
    for points in (100, 2000):
        loss = settled(4, points)
        loss[-2:] += 2.0
        assert find_breakaway(loss) is None


@pytest.mark.parametrize(("tail", "found"), [(50, False), (150, True)])
def test_a_burst_of_a_long_log_must_last(tail: int, found: bool) -> None:
    """Of 20,000 points fifty say as little of what follows as two of a few hundred."""
    loss = settled(8, 20_000)
    loss[-tail:] += 2.0
    assert found == (find_breakaway(loss) is not None)


@pytest.mark.parametrize(("sigmas", "found"), [(5.2, False), (10.0, True)])
def test_the_last_points_must_leave_the_noise_far_behind(sigmas: float, found: bool) -> None:
    """Five standard deviations are too few, though a quarter of the fall is lost by then."""
    for seed in range(5):
        loss = settled(seed, noise=0.1)
        loss[-30:] += sigmas * 0.1
        assert found == (find_breakaway(loss) is not None)


def test_a_rise_by_a_fifth_of_the_fall_is_no_breakaway() -> None:
    """However sure it is, it is no divergence."""
    loss = settled(5)
    loss[-20:] += 0.4
    assert find_breakaway(loss) is None


def test_a_last_decay_of_the_rate_is_no_breakaway() -> None:
    """A fall by a tenth of the range, however clear, is not the first that was learned."""
    loss = settled(6, noise=0.003)
    loss[-80:] -= 0.2
    assert find_breakaway(loss) is None


@pytest.mark.parametrize("last", [2.31, 2.29])
def test_a_step_of_the_last_digit_is_no_breakaway(last: float) -> None:
    """What a log rounds moves by single digits, up or down."""
    loss = np.full(1000, 2.30)
    loss[:3], loss[-5:] = 2.31, last
    assert find_breakaway(loss) is None
    assert find_breakaway(loss - 5.0) is None


def test_zeros_at_the_end_are_no_fall() -> None:
    """A value that was not measured and written as zero teaches nothing."""
    loss = np.random.default_rng(7).normal(2.0, 0.05, 1000)
    loss[-30:] = 0.0
    assert find_breakaway(loss) is None


def test_a_fall_too_small_for_learning_is_no_breakaway() -> None:
    """A plateau logged to three digits whose last points are one digit lower is a plateau."""
    loss = np.full(2000, 2.303)
    loss[-20:] = 2.302
    assert find_breakaway(loss) is None


@settings(max_examples=20)
@given(SEEDS, st.floats(0.01, 100.0), st.floats(0.0, 1000.0))
def test_a_climb_is_found_whatever_the_loss_is_measured_in(
    seed: int, scale: float, shift: float
) -> None:
    """The same points, their height times the scale."""
    loss = settled(seed)
    loss[-20:] += 1.8
    found, other = find_breakaway(loss), find_breakaway(scale * loss + shift)
    assert found is not None
    assert other is not None
    assert found.first == other.first
    assert other.height == pytest.approx(scale * found.height, rel=1e-6)


@pytest.mark.parametrize(("left", "returning"), [(0.58, False), (0.42, True)])
def test_what_has_come_halfway_back_is_returning(left: float, returning: bool) -> None:
    """With less than half of its height left the burst may pass; with more it stays away."""
    for seed in range(3):
        loss = settled(seed, noise=0.01)
        loss[-30:] += 2.0 * np.linspace(1.0, left, 30)
        found = find_breakaway(loss)
        assert found is not None
        assert returning == found.returning


@pytest.mark.parametrize(("low", "returning"), [(1, False), (2, True)])
def test_two_values_tell_that_the_loss_returns(low: int, returning: bool) -> None:
    """One low value at the end may be noise; a second says that it was not."""
    loss = settled(9, noise=0.01)
    loss[-30:] += 2.0
    loss[-low:] -= 1.5
    found = find_breakaway(loss)
    assert found is not None
    assert returning == found.returning
