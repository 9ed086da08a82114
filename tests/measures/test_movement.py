"""Settling, trends, rises, cycles, bounces, chance and projection on curves with the answer."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.measures.blocks import make_blocks
from convcheck.measures.bounce import count_up_swings, measure_bounce
from convcheck.measures.chance import chance_classes
from convcheck.measures.clipping import MOST_DIFFERENCES, difference_sigma
from convcheck.measures.cycles import find_cycle
from convcheck.measures.decreasing_fit import fit_decreasing
from convcheck.measures.projection import project
from convcheck.measures.ranks import MOST_RANKED, rank_shift
from convcheck.measures.rise import measure_rise
from convcheck.measures.settling import remaining_range, settling_index, settling_place
from convcheck.measures.trend import measure_trend
from convcheck.measures.windows import equal_windows

N = 2_000
PLACE = np.linspace(0.0, 1.0, N)
NOISE = np.random.default_rng(5).standard_normal(N)


def test_an_exponential_settles_at_its_closed_form() -> None:
    """The 2 % place of exp(-u/tau) is where it is 2 % of its range above its end."""
    tau = 0.1
    level = np.exp(-PLACE / tau)
    end = np.exp(-1.0 / tau)
    expected = -tau * np.log(0.02 * (1.0 - end) + end)
    index = settling_index(level, 0.02 * (level[0] - level[-1]))
    assert PLACE[index] == pytest.approx(expected, abs=1e-3)


def test_the_band_is_entered_between_two_places() -> None:
    """A line seen at five places comes within a tenth of its range at nine tenths of the run."""
    place = np.linspace(0.0, 1.0, 5)
    assert settling_place(place, 1.0 - place, 0.1) == pytest.approx(0.9)


def test_a_level_that_never_leaves_the_band_has_settled_at_its_start() -> None:
    """There is no place before it to look between."""
    assert settling_place(np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.99, 1.0]), 0.1) == 0.0


def test_the_noise_of_a_very_long_series_is_that_of_all_of_it() -> None:
    """Picked differences tell its size, and that two thirds of a series are ten times quieter."""
    random = np.random.default_rng(8)
    loud = random.standard_normal(20 * MOST_DIFFERENCES)
    assert difference_sigma(loud) == pytest.approx(1.0, rel=0.03)
    assert difference_sigma(np.concatenate([loud, 0.1 * loud, 0.1 * loud])) < 0.3


def test_ranks_of_very_long_stretches_tell_a_shift_from_none() -> None:
    """A tenth of the noise between two stretches of which every fourth point is ranked."""
    random = np.random.default_rng(9)
    before, after = random.standard_normal((2, 4 * MOST_RANKED))
    assert abs(rank_shift(before, after)) < 4.0
    assert rank_shift(before + 0.1, after) > 10.0


def test_a_late_rise_counts_as_range_still_to_travel() -> None:
    """A curve that leaves its level at the end has not settled before it came back."""
    level = np.concatenate([np.linspace(1.0, 0.0, 50), np.zeros(40), np.full(10, 0.5)])
    assert remaining_range(level)[60] == 0.5
    assert settling_index(level, 0.02) == 90


def test_the_fall_of_a_line_is_measured_with_an_honest_error() -> None:
    """Over 200 seeds the fall lies within two errors in about 95 of 100, remembered noise too."""
    hits = 0
    for seed in range(200):
        white = np.random.default_rng(seed).standard_normal(500)
        noise = np.convolve(white, np.ones(4) / 2.0, mode="same")
        trend = measure_trend(PLACE[::4], 0.7 * (1.0 - PLACE[::4]) + noise)
        hits += abs(trend.fall - 0.7) < 2.0 * trend.error
    assert hits >= 174


def test_window_errors_ignore_the_slope_inside() -> None:
    """A steep clean line has window means without error."""
    windows = equal_windows(np.linspace(100.0, 0.0, N), 4)
    assert windows.mean == pytest.approx([87.5, 62.5, 37.5, 12.5], abs=0.1)
    assert (windows.error < 0.01).all()


def test_a_blow_up_is_a_rise_and_noise_is_none() -> None:
    """The last twelfth above the lowest level is measured in errors; flat noise stays small."""
    blown = np.exp(-PLACE / 0.1) + np.maximum(0.0, PLACE - 0.8) * 5.0
    rise = measure_rise(blown + 0.02 * NOISE)
    assert rise.size == pytest.approx(0.79, abs=0.05)
    assert rise.z > 20
    assert rise.growing
    assert measure_rise(NOISE).z < 4


@pytest.mark.parametrize("periods", [6.0, 23.7, 90.0])
def test_a_sine_is_found_with_period_and_swing(periods: float) -> None:
    """A sine through noise comes back with its period and its peak-to-peak."""
    cycle = find_cycle(0.5 * np.sin(2 * np.pi * periods * PLACE) + 0.1 * NOISE)
    assert cycle.period == pytest.approx(1.0 / periods, rel=0.08)
    assert cycle.swing == pytest.approx(1.0, rel=0.15)
    assert cycle.strength > 0.7
    assert cycle.regularity > 0.9


def test_a_comb_is_found_and_noise_is_not() -> None:
    """Alternation from point to point is a comb; white noise has neither comb nor line."""
    comb = find_cycle(0.3 * (-1.0) ** np.arange(N) + 0.02 * NOISE)
    assert comb.comb
    assert comb.swing == pytest.approx(0.6, rel=0.1)
    noise = find_cycle(NOISE)
    assert not noise.comb
    assert noise.strength < 0.05
    assert noise.regularity < 0.1


def test_a_wander_has_memory_and_noise_has_none() -> None:
    """A random walk's ratio is far below one half, that of noise near one."""
    walk = measure_bounce(np.cumsum(NOISE), 5.0)
    assert walk.ratio < 0.2
    assert measure_bounce(NOISE, 0.5).ratio > 0.7


def test_up_swings_are_counted_from_trough_to_peak() -> None:
    """Each rise of at least the limit from a trough counts once."""
    level = np.array([3.0, 1.0, 2.0, 0.5, 0.7, 0.4, 2.4, 2.3, 0.0, 1.5])
    assert count_up_swings(level, 1.0) == 3


@pytest.mark.parametrize(("k", "level"), [(10, 2.303), (2, 0.693), (1000, 6.908), (None, 1.5)])
def test_chance_is_recognised_by_the_logarithm_of_the_classes(k: int | None, level: float) -> None:
    """A loss that stays at ln k from a tenth of the run on is that of guessing."""
    assert chance_classes(level + 0.01 * NOISE) == k


def test_passing_through_chance_is_not_staying_there() -> None:
    """A language model that falls through 2.3 is no guesser."""
    assert chance_classes(1.8 + 8.0 * np.exp(-PLACE / 0.2) + 0.01 * NOISE) is None


def test_the_projection_continues_an_exponential() -> None:
    """The gain of as long again is the closed form, within the interval."""
    loss = np.exp(-PLACE / 0.4) + 0.005 * NOISE
    blocks = make_blocks(PLACE, loss)
    further = project(fit_decreasing(blocks, N), 1.0, 1.0, 10.0)
    expected = float(np.exp(-1 / 0.4) - np.exp(-2 / 0.4))
    assert further.gain == pytest.approx(expected, rel=0.35)
    assert further.low <= expected <= further.high


@pytest.mark.parametrize("first_drop", [0.0, 2.0])
@pytest.mark.parametrize("noise", [0.001, 0.05])
def test_a_line_may_go_on(first_drop: float, noise: float) -> None:
    """A ramp stops in the fit, but the interval holds a line that falls as far again."""
    loss = first_drop * np.exp(-PLACE / 0.03) - PLACE + noise * NOISE
    further = project(fit_decreasing(make_blocks(PLACE, loss), N), 1.0, 1.0, 10.0)
    assert further.low <= 1.0 <= further.high


def test_no_loss_is_projected_below_zero() -> None:
    """A line that has nearly reached zero cannot go on, as far as anybody may say."""
    curve = CurveProfile(np.arange(float(N)), 1.02 - PLACE + 0.001 * NOISE)
    assert curve.positive
    assert curve.further().high < 0.1


def test_a_curve_that_rests_brings_no_more() -> None:
    """Where a loss has settled the interval ends at its slack."""
    blocks = make_blocks(PLACE, np.exp(-PLACE / 0.05) + 0.001 * NOISE)
    assert project(fit_decreasing(blocks, N), 1.0, 1.0, 10.0).high < 0.02


def test_nobody_looks_further_ahead_than_once_the_run() -> None:
    """Beyond one run length a projection is refused."""
    fit = fit_decreasing(make_blocks(PLACE, np.exp(-PLACE)), N)
    with pytest.raises(ValueError, match="at most 1"):
        project(fit, 1.5, 1.0, 10.0)


def test_a_rise_is_no_regular_cycle() -> None:
    """A bend that a straight line leaves over does not come again, so it is no cycle."""
    assert find_cycle(np.maximum(0.0, PLACE - 0.7) ** 2 + 0.001 * NOISE).regularity < 0.1
