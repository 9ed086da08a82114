"""The checkpoint to keep is told with the level about it where noise made its own value."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import convcheck
from convcheck import reporters
from convcheck.profile import Profile
from convcheck.reporters import Look
from convcheck.told_best import BestPlace, best_place, kept_at, way_back
from tests.rules._logged import run_of_values
from tests.test_told_numbers import _run

FLOOR = 0.5


def _keep(folder: Path, noise: float) -> tuple[str, dict[str, float]]:
    """Log a descent with such noise, and return what is told to keep and what JSON says of it."""
    step = np.arange(1, 401)
    loss = FLOOR + 2.0 * np.exp(-step / 40) + noise * np.random.default_rng(5).standard_normal(400)
    log = folder / "run.csv"
    rows = [f"{at},{value}" for at, value in zip(step, loss, strict=True)]
    log.write_text("\n".join(["step,train_loss", *rows]))
    report = convcheck.analyze(log)
    text = reporters.get("terminal").render(report, Look(color=False, plot=False, width=200))
    told = next(line for line in text.splitlines() if line.strip().startswith("Keep"))
    return told, report.to_dict()["runs"][0]["series"]["train"]["best"]


def test_a_lucky_value_is_told_with_its_level(tmp_path: Path) -> None:
    """Who looks for a loss near the floor finds it, though another was logged at that step."""
    told, best = _keep(tmp_path, noise=0.15)
    level = re.search(r"about ([\d.]+), logged there ([\d.]+)\)", told)
    assert level is not None
    assert float(level[1]) == pytest.approx(FLOOR, abs=0.06) == best["level"]
    assert float(level[2]) == pytest.approx(best["value"], rel=1e-3)


def test_a_quiet_value_is_its_own_level(tmp_path: Path) -> None:
    """Without noise there is one number to tell."""
    told, best = _keep(tmp_path, noise=0.0)
    assert f"({best['value']:.4g})" in told.replace("`train_loss` ", "")


def _best(loss: np.ndarray) -> BestPlace:
    found = best_place(Profile(_run(loss)).objective)
    assert found is not None
    return found


def test_what_lies_apart_beyond_a_hill_is_not_as_good() -> None:
    """A loss that leapt and came back at its end was not as good all the while."""
    leapt = np.concatenate([[0.34], np.linspace(0.7, 0.342, 19)])
    found = _best(leapt + 0.001 * np.random.default_rng(3).standard_normal(20))
    assert found.last - found.first <= 1


@pytest.mark.parametrize("points", [12, 40, 400])
def test_on_a_way_down_only_the_end_is_as_good(points: int) -> None:
    """Its slope, and its bend, are no noise."""
    falling = 1.0 - np.linspace(0.0, 1.0, points) ** 2
    found = _best(falling)
    assert points - 1 == found.at == found.last
    assert falling[found.first] < 0.2


@pytest.mark.parametrize("points", [40, 300, 3000])
def test_at_rest_most_is_as_good(points: int) -> None:
    """In three of four draws of the noise, more than half of what came after the fall."""
    rest = points // 4
    loss = np.where(np.arange(points) < rest, 2.0 - 1.7 * np.arange(points) / rest, 0.3)
    draws = [np.random.default_rng(seed).standard_normal(points) for seed in range(20)]
    places = [_best(loss + 0.02 * draw) for draw in draws]
    assert sum(each.last - each.first > 0.5 * (points - rest) for each in places) >= 15
    assert min(each.first for each in places) > 0.9 * rest


def _decades(fallen: float, points: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a loss that falls by so many decades, its noise a share of its level, and its mean."""
    mean = 10.0 ** -(fallen * np.linspace(0.0, 1.0, points))
    return mean * np.exp(0.3 * np.random.default_rng(seed).standard_normal(points)), mean


@pytest.mark.parametrize(("fallen", "points"), [(3.0, 60), (3.0, 1000), (8.0, 300), (8.0, 1000)])
def test_what_fell_on_by_decades_is_not_as_good_before(fallen: float, points: int) -> None:
    """Its noise is relative: a level of ten times the lowest is no play of it."""
    for seed in range(8):
        loss, mean = _decades(fallen, points, seed)
        found = _best(loss)
        window = (points // 10) | 1  # that a level is averaged over
        local = np.convolve(np.pad(mean, window // 2, mode="edge"), np.ones(window), "valid")
        assert (local / window)[found.first : found.last + 1].max() < 3.0 * found.level


@pytest.mark.parametrize("seed", range(8))
def test_a_hump_of_a_resting_loss_is_not_as_good(seed: int) -> None:
    """No checkpoint whose level is clearly, and more than twice, the best one's is in the range."""
    random = np.random.default_rng(seed)
    mean = np.where(np.arange(400) < 60, 3.0, 0.2)
    mean[200:260] = 0.5
    found = _best(mean + 0.05 * random.standard_normal(400))
    assert not ((found.first < 220) & (found.last > 240))


def test_the_worst_of_neighbours_is_not_kept_for_their_mean() -> None:
    """Of three low points in a loss that jumps the middle may be high: then the next is kept."""
    loss = np.array([2.9, 0.8, 3.7, 0.5, 10.0, 9.0, 168.0, *np.full(13, 21.5)])
    loss += 0.001 * np.random.default_rng(2).standard_normal(20)
    found = _best(loss)
    assert found.at in (1, 3)
    assert loss[found.at] <= found.level
    assert (found.at, found.at) == (found.first, found.last)


def test_noise_alone_moves_no_choice() -> None:
    """A value that lies as near to its level as rounding is kept where the level is best."""
    curve = Profile(_run(1.0 + 0.01 * np.random.default_rng(2).standard_normal(400))).objective
    assert _best(curve.loss).at == curve.upturn.best == kept_at(curve)


def test_who_goes_back_behind_a_rise_is_told_so() -> None:
    """Where validation was best after the loss had begun to rise, the advice says both."""
    step = np.arange(400.0)
    loss = 0.5 + 2.0 * np.exp(-step / 20.0) + 0.01 * np.maximum(step - 100.0, 0.0)
    for best, after in ((60.0, False), (250.0, True)):
        run = run_of_values(loss, others={"validation": 1.0 + 0.01 * np.abs(step - best)})
        back = way_back(Profile(run), 100.0)
        assert back["best_validated"] == pytest.approx(best, abs=30)
        said = ", though the loss has risen since step 100"
        assert back["though"] == (said if after else "")
