"""Generated curves: their planted truth agrees with what a second, plain computation says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.curves import CANONICAL, FAMILIES, generate, healthy, random_curve

BANDS = (0.05, 0.02, 0.01)

CANONICAL_VERDICTS = {
    "exponential with a long flat tail": "converged",
    "the same, cut at one time constant": "improving",
    "flat at ln 10": "stuck",
    "exactly constant": "stuck",
    "high plateau after a small fall": "converged",
    "a sine of a third of the drop": "oscillating",
    "slow upward drift over the second half": "diverged",
    "late blow-up": "diverged",
    "NaN from step 1,200 on": "diverged",
    "three spikes that recover": "converged",
    "a step of the learning rate, logged": "converged",
    "cosine restarts, logged": "converged",
    "overfitting": "converged",
    "validation turns up and comes down again": "converged",
    "negative and healthy": "converged",
    "negative and blows up": "diverged",
    "six points": "converged",
}

# A comb's mean depends on where it was logged, restarts are judged by their minima, and a loss
# without an end, or without any movement, has no settling step to compare.
PLAIN_FAMILIES = sorted(
    set(FAMILIES) - {"comb", "cosine_restarts", "not_finite", "flat", "flat_at_chance", "constant"}
)
SMOOTH_FAMILIES = sorted(
    set(PLAIN_FAMILIES)
    - {"sine", "ringing", "sawtooth", "epoch_sawtooth", "bounce", "cosine_schedule"}
)


def settling_by_hand(step: np.ndarray, mean: np.ndarray, band: float) -> int:
    """Walk back from the end for as long as the remaining range is within the band."""
    limit = band * (max(mean) - min(mean))
    low = high = mean[-1]
    settled = step[-1]
    for at, value in zip(step[::-1], mean[::-1], strict=True):
        low, high = min(low, value), max(high, value)
        if high - low > limit:
            break
        settled = at
    return int(settled)


@pytest.mark.parametrize("family", PLAIN_FAMILIES)
def test_settling_agrees_with_walking_back_along_a_dense_curve(family: str) -> None:
    """The ladder is what METHODS defines: the first logged step after which the range is small."""
    dense = generate(family, points=4001, noise=0)
    coarse = generate(family, points=401, noise=0.3, stride=10, seed=5)
    for band in BANDS:
        expected = settling_by_hand(dense.step, dense.clean, band)
        assert -1 <= coarse.truth.settling[band] - expected <= 10
    assert np.ptp(dense.clean) == pytest.approx(coarse.truth.total_range, rel=2e-3)


@pytest.mark.parametrize("family", SMOOTH_FAMILIES)
def test_dwell_and_further_gain_agree_with_a_run_twice_as_long(family: str) -> None:
    """What a half run would gain is what the whole run shows of its second half."""
    whole, half = (generate(family, points=4001, noise=0, cut=cut).clean for cut in (1.0, 0.5))
    truth = generate(family, cut=0.5).truth
    total = np.ptp(half)
    expected_gain = max(half[-1] - whole[2000:].min(), 0) / total if total > 0 else 0.0
    assert truth.further_gain == pytest.approx(expected_gain, abs=1e-3)
    expected_dwell = 1 - settling_by_hand(np.arange(4001), half, 0.02) / 4000
    assert truth.dwell == pytest.approx(expected_dwell, abs=1e-3)


@given(st.floats(0.02, 1.5), st.sampled_from(BANDS))
@settings(max_examples=50)
def test_settling_of_the_exponential_is_the_analytic_one(tau: float, band: float) -> None:
    """An exponential is within the band from -tau ln(d + (1 - d) e^(-1/tau)) on."""
    settled = -tau * np.log(band + (1 - band) * np.exp(-1 / tau))
    curve = generate("exponential", points=10_001, time_constant=tau)
    assert curve.truth.settling[band] == pytest.approx(settled * 10_000, abs=1)


@given(
    st.sampled_from(sorted(FAMILIES)),
    st.floats(1e-3, 1e3),
    st.floats(-1e3, 1e3),
    st.integers(8, 300),
)
@settings(max_examples=60)
def test_shift_and_scale_leave_the_truth_unchanged(
    family: str, scale: float, shift: float, points: int
) -> None:
    """Verdict, steps and shares know no unit; ranges are in the unit of the loss."""
    plain = generate(family, points=points)
    moved = generate(family, points=points, scale=scale, shift=shift)
    np.testing.assert_allclose(moved.loss, scale * plain.loss + shift, rtol=1e-9, atol=1e-9)
    if plain.validation is not None and moved.validation is not None:
        expected_validation = scale * plain.validation + shift
        np.testing.assert_allclose(moved.validation, expected_validation, rtol=1e-9, atol=1e-9)
    assert moved.truth.total_range == pytest.approx(scale * plain.truth.total_range)
    assert moved.truth.noise_sigma == pytest.approx(scale * plain.truth.noise_sigma)
    # Ranges are in the unit of the loss, and what is forgiven depends on where its zero is.
    in_units = {"total_range", "noise_sigma", "validation_sigma", "acceptable"}
    expected, observed = asdict(plain.truth), asdict(moved.truth)
    assert {key: expected[key] for key in expected.keys() - in_units} == {
        key: observed[key] for key in observed.keys() - in_units
    }


def test_random_curves_show_every_verdict_and_family() -> None:
    """A few hundred draws leave no family and no verdict out."""
    curves = [random_curve(seed, max_points=300) for seed in range(300)]
    assert set(FAMILIES) == {curve.family for curve in curves}
    assert {"converged", "improving", "stuck", "oscillating", "diverged"} == {
        curve.truth.verdict for curve in curves
    }


def test_healthy_curves_have_nothing_to_report() -> None:
    """They converged or are improving, by any reading, and nothing was planted in them."""
    curves = [healthy(seed, max_points=2000) for seed in range(200)]
    assert {name for name, family in FAMILIES.items() if family.healthy} == {
        curve.family for curve in curves
    }
    for curve in curves:
        assert curve.truth.acceptable <= {"converged", "improving"}
        assert not curve.truth.flags - {"schedule", "irregular", "cycle"}


def test_the_canonical_shapes_have_the_verdicts_that_people_give_them() -> None:
    """The seventeen shapes are told apart by their closed forms."""
    verdicts = {
        name: generate(family, **options).truth.verdict
        for name, (family, options) in CANONICAL.items()
    }
    assert verdicts == CANONICAL_VERDICTS


@pytest.mark.parametrize(
    ("family", "options", "acceptable"),
    [
        ("exponential", {"time_constant": 0.1}, {"converged"}),
        ("exponential", {"time_constant": 1 / 4.1}, {"converged", "improving"}),
        ("exponential", {"time_constant": 1.0}, {"improving"}),
        ("power_law", {"time_constant": 0.0005, "exponent": 0.15}, {"improving"}),
        ("late_drop", {"cut": 0.55, "at": 0.6}, {"improving", "converged"}),
        ("small_fall", {"fall": 0.01}, {"stuck"}),
        ("small_fall", {"fall": 0.05, "start": 1.7, "floor": 1.615}, {"stuck", "converged"}),
        ("small_fall", {"fall": 0.01, "shift": -2.0}, {"stuck", "converged"}),
        ("sine", {"swing": 0.3}, {"oscillating"}),
        ("sine", {"cycles": 10, "cut": 0.2, "time_constant": 0.01}, {"oscillating", "converged"}),
        ("sine", {"swing": 0.06}, {"oscillating", "converged"}),
        ("sine", {"swing": 0.03}, {"converged"}),
        ("bounce", {"swing": 0.08}, {"converged"}),
        ("bounce", {"swing": 0.6}, {"oscillating"}),
        ("drift", {"rise": 0.5}, {"diverged"}),
        ("exponential", {"points": 5}, {"inconclusive"}),
        ("exponential", {"noise": 3.0, "points": 50}, {"converged", "improving", "stuck"}),
    ],
)
def test_borderline_truths_accept_both_sides_and_clear_ones_do_not(
    family: str, options: Mapping[str, Any], acceptable: set[str]
) -> None:
    """Within a factor of 1.5 of a limit, or behind noise, two calls are right."""
    observed = generate(family, **options).truth.acceptable
    assert acceptable == observed - ({"inconclusive"} if len(acceptable) > 1 else set())


def test_divergence_is_dated_where_it_happens() -> None:
    """NaN from step 1,200 on is dated so; a drift when it has risen by a tenth."""
    broken = generate("not_finite", at=0.6)
    assert (broken.truth.nan_at, broken.truth.diverged_at) == (1200, 1200)
    assert np.array_equal(np.isnan(broken.loss), broken.step >= 1200)
    drifting = generate("drift", points=10_001, begin=0.5, rise=0.25, time_constant=0.02)
    assert drifting.truth.diverged_at == pytest.approx(7000, abs=2)
    assert generate("not_finite", at=0).truth.nan_at == 0


def test_overfitting_has_a_best_step_and_an_onset_after_it() -> None:
    """The best step is the minimum of the mean; after the onset validation stays above it."""
    curve = generate("overfitting", evaluations=200)
    truth, steps, mean = curve.truth, curve.validation_step, curve.validation_clean
    assert steps is not None
    assert mean is not None
    assert truth.best_step == steps[np.argmin(mean)]
    assert truth.best_step is not None
    assert truth.best_range is not None
    assert truth.overfit_onset is not None
    assert truth.best_range[0] <= truth.best_step <= truth.best_range[1] <= truth.overfit_onset
    after = mean[steps >= truth.overfit_onset]
    assert after.min() > mean.min() + 0.05 * np.ptp(mean) - 1e-12
    assert generate("double_descent").truth.overfit_onset is None


def test_negative_loss_is_a_matter_of_shift() -> None:
    """A shifted curve is negative throughout and as healthy as before."""
    curve = generate("exponential", shift=-10.0)
    assert curve.loss.max() < 0
    assert curve.truth.verdict == "converged"
