"""Generated curves are logged as asked: noise, spikes, steps, lengths, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.curves import FAMILIES, Curve, generate, random_curve
from convcheck.curves.facts import BANDS
from convcheck.curves.noise import NOISE_LAWS
from convcheck.curves.steps import SPACINGS


def same(one: Curve, other: Curve) -> bool:
    """Tell whether two curves were logged alike and have the same truth."""
    return (
        np.array_equal(one.step, other.step)
        and np.array_equal(one.loss, other.loss, equal_nan=True)
        and one.truth == other.truth
    )


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_the_same_seed_gives_the_same_curve(seed: int) -> None:
    """A random curve is a function of its seed, and of what it says it was made from."""
    curve = random_curve(seed, max_points=5000)
    assert same(curve, random_curve(seed, max_points=5000))
    assert same(curve, generate(curve.family, seed=seed, **curve.options))


def test_another_seed_gives_other_noise_and_the_same_truth() -> None:
    """Noise is chance; the truth is not."""
    one, other = generate("exponential", seed=1), generate("exponential", seed=2)
    assert not np.array_equal(one.loss, other.loss)
    assert one.truth == other.truth


@pytest.mark.parametrize("law", NOISE_LAWS)
def test_noise_is_as_large_as_stated(law: str) -> None:
    """Measured about the mean, the noise of each law has the sigma of the truth."""
    curve = generate("exponential", points=50_000, noise=0.1, noise_law=law, seed=4)
    measured = np.sqrt(np.mean((curve.loss - curve.clean) ** 2))
    assert curve.truth.noise_sigma == pytest.approx(0.1 * 2.0, rel=1e-3)
    assert measured == pytest.approx(curve.truth.noise_sigma, rel=0.05)


def test_autocorrelated_noise_remembers_as_stated() -> None:
    """Successive records correlate by noise_memory."""
    curve = generate("flat", points=50_000, noise_law="autocorrelated", noise_memory=0.7)
    noise = curve.loss - curve.clean
    assert np.corrcoef(noise[1:], noise[:-1])[0, 1] == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize("points", [8, 13, 100, 5000])
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_can_be_logged_at_any_length(family: str, points: int) -> None:
    """Lengths match, the ladder is one of logged steps and in order, the verdict acceptable."""
    for spacing in SPACINGS:
        curve = generate(family, points=points, spacing=spacing, first_step=1, seed=points)
        truth = curve.truth
        assert points == len(curve.step) == len(curve.loss) == len(curve.clean)
        assert np.all(np.diff(curve.step) > 0)
        assert truth.verdict in truth.acceptable
        ladder = [truth.settling[band] for band in BANDS if truth.settling]
        assert ladder == sorted(ladder)
        assert set(ladder) <= set(curve.step.tolist())


@given(st.integers(0, 10**6))
@settings(max_examples=100)
def test_random_curves_are_finite_where_their_truth_says_so(seed: int) -> None:
    """Only planted values are not finite, and nothing else is out of the ordinary."""
    curve = random_curve(seed, max_points=3000)
    finite = np.isfinite(curve.loss)
    flags = curve.truth.flags
    assert np.all(finite) == (not flags & {"nan", "infinite", "missing"})
    assert np.all(np.isfinite(curve.clean))
    assert curve.truth.verdict in curve.truth.acceptable
    assert (curve.truth.nan_at is not None) == bool(flags & {"nan", "infinite"})


def test_spikes_are_added_to_the_same_curve_and_recover() -> None:
    """Spikes rise from the curve that would be there without them, apart from each other."""
    plain = generate("exponential", points=500, seed=7)
    spiky = generate("exponential", points=500, seed=7, spikes=3, spike_length=4)
    rise = spiky.loss - plain.loss
    assert len(spiky.truth.spike_steps) == 3
    assert np.count_nonzero(rise) == 12
    assert rise[list(spiky.truth.spike_steps)].min() > 0.3 * plain.truth.total_range / 2
    assert rise[0] == rise[-1] == 0
    assert plain.truth.settling == spiky.truth.settling


def test_repeated_and_resumed_steps_follow_one_mean_curve() -> None:
    """The truth does not depend on what was logged twice, and the log has as many records."""
    for options, flag in (({"repeats": 30}, "repeated"), ({"resumed_at": 0.6}, "resumed")):
        curve = generate("exponential", points=600, **options)
        assert len(curve.step) == 600
        assert flag in curve.truth.flags
        unique, first = np.unique(curve.step, return_index=True)
        assert len(unique) < 600
        np.testing.assert_array_equal(
            curve.clean, curve.clean[first][np.searchsorted(unique, curve.step)]
        )
        plain = generate("exponential", points=len(unique))
        assert plain.truth.settling == curve.truth.settling
    assert np.any(np.diff(curve.step) < -1)


@pytest.mark.parametrize(
    ("family", "options", "message"),
    [
        ("exponentail", {}, "did you mean exponential"),
        ("exponential", {"time_constnat": 1}, "did you mean time_constant"),
        ("exponential", {"points": 0}, "points must be at least 1"),
        ("exponential", {"points": 10, "spikes": 9}, "do not fit"),
        ("exponential", {"noise_law": "pink"}, "noise_law is one of"),
        ("exponential", {"noise_law": "autocorrelated", "noise_memory": 1.0}, "noise_memory"),
        ("exponential", {"scale": -1.0}, "scale must be positive"),
        ("exponential", {"start": 0.1}, "must be above floor"),
    ],
)
def test_senseless_input_is_refused_in_words(
    family: str, options: Mapping[str, Any], message: str
) -> None:
    """Unknown names come with the nearest known one."""
    with pytest.raises(ValueError, match=message):
        generate(family, **options)


def test_curves_import_numpy_only() -> None:
    """Loading the generators loads no other part of convcheck and no other library."""
    program = (
        "import sys, convcheck.curves as _\n"
        "print(*(m for m in sys.modules if m.startswith('convcheck.')"
        " and not m.startswith('convcheck.curves')),"
        " *({'pyarrow', 'pandas', 'scipy', 'typer', 'rich', 'plotext'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""
