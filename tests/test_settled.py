"""The settling step: right on known curves, one ladder, and free of the loss's and step's units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck import settling_model
from convcheck.band import DEFAULT_BAND, Band
from convcheck.curve_profile import CurveProfile
from convcheck.curves import generate
from convcheck.diagnosis import diagnose
from convcheck.examples import run_of
from convcheck.findings import Settling
from convcheck.profile import Profile
from convcheck.settings import Settings
from convcheck.settled import View, measure_settling
from convcheck.settling_beside import Beside

SEEDS = st.integers(0, 10_000)
POINTS = st.integers(6, 400)


def noisy_decay(seed: int, points: int) -> CurveProfile:
    """Return a decay of random speed and noise, its level wandering in every second draw."""
    random = np.random.default_rng(seed)
    place = np.linspace(0.0, 1.0, points)
    noise = random.normal(size=points)
    if seed % 2:
        noise = np.convolve(noise, np.ones(5) / 2.0, mode="same")
    speed, size = random.uniform(1.0, 30.0), 10.0 ** random.uniform(-4.0, -0.5)
    loss = np.asarray(np.exp(-speed * place) + size * noise, dtype=np.float64)
    return CurveProfile(10.0 * np.arange(points, dtype=np.float64), loss)


def settle(curve: CurveProfile, band: Band = DEFAULT_BAND) -> Settling:
    """Measure a curve that has enough points."""
    settling = measure_settling(curve, band)
    assert settling is not None
    return settling


@pytest.mark.parametrize("speed", [8.0, 15.0, 40.0])
def test_a_clean_exponential_settles_where_its_closed_form_says(speed: float) -> None:
    """exp(-s u) stays within 2 % of its range from u with e^-su - e^-s = 0.02 (1 - e^-s).

    Within a hundredth of the run, and at the curve's own estimate, which nothing gainsays.
    """
    place = np.linspace(0.0, 1.0, 1001)
    end = np.exp(-speed)
    expected = -np.log(end + 0.02 * (1.0 - end)) / speed
    curve = CurveProfile(place, np.exp(-speed * place))
    step = settle(curve).step
    assert step == pytest.approx(expected, abs=0.01)
    assert step == curve.logged_step(curve.settling_place(0.02 * curve.total_range))


@settings(max_examples=40)
@given(SEEDS, POINTS)
def test_a_wider_band_settles_no_later(seed: int, points: int) -> None:
    """The ladder and a band of the user's between its rungs form one ladder."""
    curve = noisy_decay(seed, points)
    between = settle(curve, Band(0.03))
    last = float(curve.step[-1])  # a rung without a step is never held before the end
    five, two, one = (last if rung.step is None else rung.step for rung in between.ladder)
    assert five <= between.step <= two <= one


@settings(max_examples=40)
@given(SEEDS, POINTS)
def test_the_interval_holds_the_step_and_lies_within_the_log(seed: int, points: int) -> None:
    """Its ends are logged steps on both sides of the step."""
    curve = noisy_decay(seed, points)
    settling = settle(curve)
    low, high = settling.interval
    assert curve.step[0] <= low <= settling.step <= high <= curve.step[-1]
    assert {low, settling.step, high} <= set(curve.step.tolist())


@settings(max_examples=30)
@given(SEEDS, POINTS, st.sampled_from([0.125, 1024.0]), st.sampled_from([-4.0, 64.0]))
def test_the_step_knows_no_units(seed: int, points: int, scale: float, shift: float) -> None:
    """Scaling and shifting loss and steps moves the step along, and nothing else."""
    curve = noisy_decay(seed, points)
    before = settle(curve)
    after = settle(CurveProfile(1000.0 + curve.step * 8.0, shift + scale * curve.loss))
    assert after.share_of_run == pytest.approx(before.share_of_run, abs=1e-9)
    assert [(step - 1000.0) / 8.0 for step in after.interval] == pytest.approx(before.interval)


def test_an_absolute_band_settles_as_the_same_share_does() -> None:
    """A loss of 2 % of the range and 2 % are one band."""
    curve = noisy_decay(3, 200)
    absolute = Band(0.02 * curve.total_range, absolute=True)
    assert settle(curve, absolute).step == settle(curve).step


@settings(max_examples=30)
@given(SEEDS, POINTS)
def test_the_chance_of_having_settled_never_falls(seed: int, points: int) -> None:
    """What has settled stays settled, and more so for a wider band at the end."""
    settled = View(noisy_decay(seed, points), Beside(), settling_model.load()).chances(0.02).settled
    assert (np.diff(settled) >= 0).all()
    assert 0.0 <= settled[0] <= settled[-1] <= 1.0


def test_no_step_is_given_for_five_points_or_a_loss_that_is_not_finite() -> None:
    """Nothing is better than a guess."""
    step = np.arange(8.0)
    assert measure_settling(CurveProfile(step[:5], 1.0 / (1.0 + step[:5])), DEFAULT_BAND) is None
    lost = CurveProfile(step, 1.0 / (1.0 + step), non_finite_from=9.0)
    assert measure_settling(lost, DEFAULT_BAND) is None


def test_a_flat_log_settles_at_its_first_step() -> None:
    """A curve that never moves has nothing left to travel."""
    assert settle(CurveProfile(np.arange(30.0), np.full(30, 2.5))).step == 0.0


@pytest.mark.parametrize("cycles", [4, 6, 9])
@pytest.mark.parametrize("seed", range(3))
def test_a_loss_that_swings_with_its_rate_settles_where_its_minima_do(
    cycles: int, seed: int
) -> None:
    """Restarts of the rate, by design, put the step of convergence off by no twentieth of the run.

    With the rate unknown the swings are the loss's own, and it settles with the last of them.
    """
    curve = generate("cosine_restarts", points=600, noise=0.01, cycles=cycles, seed=seed)
    run = run_of(curve)
    length = float(curve.step[-1] - curve.step[0])
    known = diagnose(Profile(run), Settings()).settling
    assert known is not None
    assert known.without_restarts
    assert known.step == pytest.approx(curve.truth.settling[0.02], abs=length / 20)
    series = {role: each for role, each in run.series.items() if role != "learning_rate"}
    unknown = Profile(replace(run, series=series)).settling
    assert unknown is not None
    assert unknown.share_of_run > 0.6


def test_a_rate_that_is_hardly_known_takes_nothing_off() -> None:
    """One logged rate in fifty leaves the course of a cycle to guessing, so nothing is guessed."""
    run = run_of(generate("cosine_restarts", points=600, noise=0.01, cycles=9, seed=0))
    rate = run.series["learning_rate"]
    sparse = replace(rate, step=rate.step[::50], value=rate.value[::50])
    settling = diagnose(
        Profile(replace(run, series={**run.series, "learning_rate": sparse})), Settings()
    ).settling
    assert settling is not None
    assert not settling.without_restarts


def test_a_step_schedule_has_no_restarts() -> None:
    """What falls with its rate is the loss's own."""
    run = run_of(generate("step_schedule", points=600, noise=0.01, seed=0))
    settling = diagnose(Profile(run), Settings()).settling
    assert settling is not None
    assert not settling.without_restarts


@pytest.mark.parametrize("code", ["CC307", "CC311"])
def test_no_rule_takes_a_trough_of_the_rate_for_its_end(code: str) -> None:
    """A loss that settles early in a run of many cycles is neither idle nor done with its rate."""
    for cycles in (6, 12):
        curve = generate(
            "cosine_restarts", points=800, noise=0.005, cycles=cycles, time_constant=0.03, seed=0
        )
        found = diagnose(Profile(run_of(curve)), Settings()).findings
        assert code not in {each.rule.code for each in found}


@pytest.mark.filterwarnings("error")
def test_steps_that_leap_at_the_end_are_measured() -> None:
    """Where the last block's points lie far apart, it still is the end of the run."""
    loss = 0.5 + np.exp(-np.arange(1000.0) / 100.0)
    curve = CurveProfile(np.r_[np.arange(999.0), 1e9], loss)
    assert curve.blocks.place[-1] < 0.8
    assert np.isfinite(curve.end_error)
    assert measure_settling(curve, DEFAULT_BAND) is not None
