"""The loss told beside a step is one that the log has there: up to noise, whatever was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.band import DEFAULT_BAND, Band
from convcheck.curve_profile import CurveProfile
from convcheck.settled import LADDER, measure_settling
from convcheck.told_local import levels_at

if TYPE_CHECKING:
    from convcheck.findings import Settling

SEEDS = range(12)
POINTS = (40, 300, 2000)
SHAPES = ("decay", "stairs", "slow", "late")


def _mean(shape: str, points: int, random: np.random.Generator) -> np.ndarray:
    """Return a mean curve from 1 down to 0 or nearly so."""
    place = np.linspace(0.0, 1.0, points)
    if shape == "decay":
        return np.asarray(np.exp(-random.uniform(4.0, 30.0) * place))
    if shape == "slow":
        return np.asarray((1.0 + random.uniform(20.0, 200.0) * place) ** -random.uniform(0.7, 1.5))
    if shape == "late":
        return np.asarray(1.0 / (1.0 + np.exp(40.0 * (place - random.uniform(0.2, 0.6)))))
    edges = np.sort(random.uniform(0.1, 0.8, size=3))
    heights = random.dirichlet(np.ones(3))
    return np.asarray(1.0 - (heights * (place[:, None] >= edges)).sum(axis=1))


def _settling(loss: np.ndarray) -> Settling:
    curve = CurveProfile(np.arange(len(loss), dtype=float), loss).calm
    found = measure_settling(curve, DEFAULT_BAND)
    assert found is not None
    return found


def _told(found: Settling) -> list[tuple[float, int, float]]:
    """Return width of the band as a share, index of the point and loss of all that is told."""
    widths = {label: Band.parse(label).size for label in LADDER}
    rungs = [(widths[each.band], each.step, each.loss) for each in found.ladder]
    return [
        (width, int(step), loss)
        for width, step, loss in [(0.02, found.step, found.loss), *rungs]
        if step is not None and loss is not None
    ]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("points", POINTS)
@pytest.mark.parametrize("noise", [0.001, 0.01, 0.05])
def test_what_is_told_lies_in_the_band_about_what_follows(
    shape: str, points: int, noise: float
) -> None:
    """Also where the loss falls in stairs: never the level before one, nor one between."""
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        mean = _mean(shape, points, random)
        loss = mean + noise * random.standard_normal(points)
        for width, at, told in _told(_settling(loss)):
            later = mean[at : at + max(3, points // 10)]
            assert later.min() - width - 3 * noise < told < later.max() + width + 3 * noise
            around = loss[max(0, at - 2) :]
            assert around.min() <= told <= around.max()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("points", [30, 400, 4000])
def test_one_spike_of_any_height_changes_no_told_level(seed: int, points: int) -> None:
    """What is told at a step is the level there; a lone value far away is no part of it."""
    random = np.random.default_rng(seed)
    mean = 0.2 + np.exp(-random.uniform(5.0, 25.0) * np.linspace(0.0, 1.0, points))
    noise = 10.0 ** random.uniform(-3.0, -1.3)
    plain = mean + noise * random.standard_normal(points)
    at = int(random.integers(1, points - 1))
    for height in 10.0 ** np.arange(3.0, 13.0):
        loss = plain.copy()
        loss[at] += height
        for _, step, told in _told(_settling(loss)):
            passing = mean[step] - mean[min(step + 2, points - 1)]
            assert abs(told - mean[step]) < 3.0 * noise + passing


@pytest.mark.parametrize("shape", SHAPES)
def test_one_step_has_one_loss(shape: str) -> None:
    """In the ladder and in the headline, wherever between two steps a band was entered."""
    shared = 0
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        loss = _mean(shape, 30, random) + 0.003 * random.standard_normal(30)
        told = [(at, level) for _, at, level in _told(_settling(loss))]
        assert len(set(told)) == len({at for at, _ in told})
        shared += len(told) - len(set(told))
    assert shared > 0


def test_skewed_noise_keeps_its_mean() -> None:
    """The loss of single examples has a median far below its mean, which is the level."""
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        mean = 0.5 + 2.0 * np.exp(-np.arange(4000) / 150.0)
        found = _settling(mean * random.gamma(1.0, size=4000))
        assert found.loss == pytest.approx(mean[int(found.step)], rel=0.25)


@pytest.mark.parametrize("seed", SEEDS)
def test_swings_to_one_side_pull_no_level_below_all_that_was_logged(seed: int) -> None:
    """As at the edge of stability: the loss leaps up now and then, and comes down smoothly."""
    random = np.random.default_rng(seed)
    step = np.arange(2000)
    loss = 0.04 + 0.6 * np.exp(-step / 150.0)
    for begin in random.integers(0, 1950, size=9):
        loss[begin:] += 0.3 * random.random() * np.exp(-(step[begin:] - begin) / 30.0)
    for _, at, told in _told(_settling(loss)):
        assert loss[max(0, at - 2) :].min() <= told <= loss[max(0, at - 2) :].max()
        # One step further on it may leap.
        assert np.abs(told - loss[at : at + 3]).min() < 0.02 * np.ptp(loss)


def test_a_spike_at_the_step_itself_is_not_its_level() -> None:
    """Nor one beside it, whatever its sign."""
    loss = 0.5 + np.exp(-np.arange(100) / 4.0)
    for at in (59, 60, 61, 62):
        for height in (-0.3, 0.3, 50.0):
            spiked = loss.copy()
            spiked[at] += height
            curve = CurveProfile(np.arange(100.0), spiked)
            assert levels_at(curve, [(0.02, 60 / 99)]) == [pytest.approx(0.5, abs=0.01)]
