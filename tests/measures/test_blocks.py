"""Blocks and clipping: what is averaged, and what is pulled in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.measures.blocks import block_edges, make_blocks
from convcheck.measures.clipping import bend_sigma, clip_spikes, difference_sigma

LENGTHS = (60, 320, 321, 500, 1_000, 1_900, 2_500, 3_300, 5_000, 40_000)
"""From every point a block of its own to blocks of many, and where one gives way to the next."""


@given(st.integers(2, 2_000_000))
def test_borders_cover_every_point_once(n: int) -> None:
    """Block borders rise strictly from 0 to n, at most 320 of them beyond short logs."""
    edges = block_edges(n)
    assert edges[0] == 0
    assert edges[-1] == n
    assert (np.diff(edges) > 0).all()
    assert len(edges) <= 322


@pytest.mark.parametrize("n", LENGTHS)
def test_an_upward_spike_is_pulled_in_and_a_drop_is_not(n: int) -> None:
    """One point far above both sides is clipped; a level that drops and stays is left alone."""
    random = np.random.default_rng(1)
    loss = np.where(np.arange(n) < n // 2, 2.0, 1.0) + 0.01 * random.standard_normal(n)
    loss[n // 4] = 9.0
    clipped = clip_spikes(loss, block_edges(n))
    assert clipped.upward[n // 4]
    assert clipped.loss[n // 4] < 2.2
    around_the_drop = slice(n // 2 - 3, n // 2 + 3)
    assert not (clipped.upward | clipped.downward)[around_the_drop].any()
    assert clipped.share < 0.02


@pytest.mark.parametrize("n", LENGTHS)
def test_noise_is_no_spike_at_any_length(n: int) -> None:
    """Of noise, with memory or without, hardly a point is pulled in, and its size stays."""
    random = np.random.default_rng(4)
    white = random.standard_normal(n)
    remembered = np.zeros(n)
    for index in range(1, n):
        remembered[index] = 0.9 * remembered[index - 1] + 0.44 * white[index]
    for noise in (white, remembered):
        clipped = clip_spikes(noise, block_edges(n))
        assert clipped.share < 0.02
        assert clipped.loss.std() == pytest.approx(noise.std(), rel=0.05)


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("scatter", [0.0, 0.05])
def test_a_loss_that_jumps_between_two_levels_has_few_spikes(n: int, scatter: float) -> None:
    """Two tasks in turn make levels; where by chance one outvotes the other, none is a spike."""
    random = np.random.default_rng(8)
    loss = random.choice((-1.0, 1.0), n) + scatter * random.standard_normal(n)
    clipped = clip_spikes(loss, block_edges(n))
    assert clipped.share < 0.1
    assert clipped.loss.std() == pytest.approx(loss.std(), rel=0.1)


@pytest.mark.parametrize("n", LENGTHS[1:])
@pytest.mark.parametrize("share", [0.03, 0.1, 0.14])
def test_spikes_on_one_side_are_pulled_in_though_they_are_many(n: int, share: float) -> None:
    """Bad batches may be one in seven; their neighbours' mean stays that of the others."""
    random = np.random.default_rng(10)
    spiky = random.random(n) < share
    loss = 1.0 + 0.02 * random.standard_normal(n) + spiky * random.uniform(1.0, 9.0, n)
    clipped = clip_spikes(loss, block_edges(n))
    assert clipped.upward[spiky].mean() > 0.7
    assert np.mean(clipped.loss) < 1.0 + 0.35 * (np.mean(loss) - 1.0)


@pytest.mark.parametrize(
    ("upward", "downward", "clipped"), [(1, 2, True), (2, 2, False), (6, 0, True), (7, 0, False)]
)
def test_how_many_points_of_a_block_may_be_spikes(
    upward: int, downward: int, clipped: bool
) -> None:
    """Of 25 points three on both sides, or six on one: more are no exception."""
    n = 4_000
    loss = 1.0 + 0.01 * np.random.default_rng(11).standard_normal(n)
    blocks = loss.reshape(-1, 25)
    blocks[:, 2 : 2 + upward] += 3.0
    blocks[:, 17 : 17 + downward] -= 3.0
    found = clip_spikes(loss, block_edges(n))
    late = (found.upward | found.downward)[n // 2 :]
    assert late.sum() == (n // 2 // 25) * (upward + downward) * clipped


@pytest.mark.parametrize("n", [7, 12, 30, *LENGTHS])
def test_two_spikes_in_a_row_are_pulled_in_however_short_the_log(n: int) -> None:
    """They are isolated while either side outvotes them."""
    loss = 1.0 + 0.01 * np.random.default_rng(9).standard_normal(n)
    loss[n // 2 : n // 2 + 2] = 5.0
    assert clip_spikes(loss, block_edges(n)).upward[n // 2 : n // 2 + 2].all()


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("times", [2, 5])
def test_values_that_are_held_are_no_spikes(n: int, times: int) -> None:
    """A mean that is written at every step until the next one is known repeats itself."""
    held = np.repeat(np.random.default_rng(6).standard_normal(n), times)[:n]
    clipped = clip_spikes(held, block_edges(n))
    assert clipped.share < 0.02
    assert clipped.loss.std() == pytest.approx(held.std(), rel=0.05)


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("first", [20, 27, 39])
def test_single_spikes_of_a_constant_are_pulled_in(n: int, first: int) -> None:
    """Where nothing else changes, their own height is no noise, wherever the borders lie."""
    loss = np.full(n, 2.0)
    loss[first : n - 20 : 30] = 9.0
    assert clip_spikes(loss, block_edges(n)).loss.max() < 2.1


@pytest.mark.parametrize("n", LENGTHS)
def test_a_loss_that_alternates_has_no_spikes(n: int) -> None:
    """One up, one down: no point of a comb is pulled in, and its noise is its swing."""
    comb = np.where(np.arange(n) % 2, 1.0, -1.0)
    clipped = clip_spikes(comb, block_edges(n))
    assert clipped.share == 0.0
    assert (clipped.sigma > 1.0).all()
    assert difference_sigma(comb[1:]) == pytest.approx(difference_sigma(comb), rel=0.1)


def test_first_and_last_points_are_never_clipped() -> None:
    """The ends have one side only, so however far they lie they stay."""
    loss = np.full(50, 1.0)
    loss[0], loss[-1] = 100.0, -100.0
    clipped = clip_spikes(loss, block_edges(50))
    assert clipped.loss[0] == 100.0
    assert clipped.loss[-1] == -100.0


@pytest.mark.parametrize("n", [200, 500, 1_000, 2_500, 20_000])
def test_block_variance_is_that_of_the_means(n: int) -> None:
    """For white noise the stated variance of a block mean is the one seen between repeats."""
    place = np.linspace(0.0, 1.0, n)
    repeats = [
        make_blocks(place, np.random.default_rng(seed).standard_normal(n)) for seed in range(40)
    ]
    seen = np.mean([blocks.mean**2 for blocks in repeats])
    stated = np.mean([blocks.variance / blocks.correlation for blocks in repeats])
    assert stated == pytest.approx(seen, rel=0.25)


def test_noise_is_read_off_differences_whatever_the_trend() -> None:
    """A slope does not count as noise."""
    noise = np.random.default_rng(2).normal(0.0, 0.3, 4_000)
    assert difference_sigma(noise + np.linspace(50.0, 0.0, 4_000)) == pytest.approx(0.3, rel=0.1)
    assert bend_sigma(noise + np.linspace(50.0, 0.0, 4_000)) == pytest.approx(0.3, rel=0.1)


def test_a_slope_that_changes_is_noise_to_differences_but_not_to_bends() -> None:
    """A parabola has hardly a second difference."""
    parabola = np.linspace(10.0, 0.0, 40) ** 2
    assert bend_sigma(parabola) < 0.1 < 0.1 * difference_sigma(parabola)
