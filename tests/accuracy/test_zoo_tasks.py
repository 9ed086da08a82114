"""What single tasks of the zoo promise about their data."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.accuracy.zoo import make_run
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks import TASKS, density
from tests.accuracy.zoo.tasks.categorical import RATES, CategoricalModel
from tests.accuracy.zoo.tasks.density import SMALLEST_LOG_WIDTH, DensityModel
from tests.accuracy.zoo.tasks.mixture import branches
from tests.accuracy.zoo.tasks.stumps import StumpsModel
from tests.accuracy.zoo.tasks.trees import TreesModel
from tests.accuracy.zoo.train import train

Floats = NDArray[np.float64]

SEED = 7

UNIT = 1 / 32
"""A power of two, so that rounding cannot move a run that is about to diverge."""


@pytest.mark.parametrize("round_", range(3))
def test_the_label_of_a_density_is_the_same_in_any_unit(
    round_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points given in another unit lead to the same losses and the same label."""
    index = list(TASKS).index("density") + round_ * len(TASKS)
    expected, points = make_run(SEED, index), density._points
    monkeypatch.setattr(density, "_points", lambda *drawn: UNIT * points(*drawn))
    run = make_run(SEED, index)
    assert expected.label == run.label
    assert np.array_equal(expected.dense_loss, run.dense_loss, equal_nan=True)


@pytest.mark.parametrize("constant", [False, True])
def test_the_trivial_density_is_one_gaussian(constant: bool) -> None:
    """A model all of whose parts are the best single Gaussian has the trivial loss."""
    recipe = Recipe(task="density", constant_input=constant)
    model = DensityModel(recipe, np.random.default_rng(3))
    widths = np.maximum(model.points.std(axis=0), np.exp(SMALLEST_LOG_WIDTH))
    model.tables[1][...] = model.points.mean(axis=0)
    model.tables[2][...] = np.log(widths)
    assert model.trivial == pytest.approx(model.full_loss())


@pytest.mark.parametrize("noise", [0.03, 0.6])
def test_the_trivial_mixture_is_the_best_that_knows_no_input(noise: float) -> None:
    """Where all inputs are alike, training hardly comes below the trivial loss.

    Half of the 4 % from which on a run counts as having learned.
    """
    recipe = Recipe(
        task="mixture",
        constant_input=True,
        noise=noise,
        optimizer="adam",
        learning_rate=0.01,
        steps=700,
    )
    training = train(recipe, (1, 2))
    assert min(training.continuation.loss) > 0.98 * training.trivial


@pytest.mark.parametrize("noise", [0.03, 0.6])
def test_answers_of_the_mixture_have_unit_deviation(noise: float) -> None:
    """The unit of the likelihood is fixed: one standard deviation."""
    targets = branches(300, noise, np.random.default_rng(3)).targets
    assert targets.std(axis=0) == pytest.approx(np.ones(9))


@pytest.mark.parametrize("name", ["stumps", "boosted_values", "boosted_classes"])
def test_a_shift_of_boosting_changes_what_inputs_mean(name: str) -> None:
    """Old splits mislead after it, and new ones tell just as much about the same targets."""
    model = TASKS[name].build(Recipe(task=name), np.random.default_rng(3))
    assert isinstance(model, TreesModel | StumpsModel)
    for _ in range(60):
        model.loss_and_gradient(np.arange(model.examples))
        model.parameters -= 0.3 * model.gradient
    loss, targets, unexplained = model.full_loss(), model.targets.copy(), _unexplained(model)
    model.shift()
    assert model.full_loss() > 1.5 * loss
    assert np.array_equal(targets, model.targets)
    assert unexplained == pytest.approx(_unexplained(model))


def _unexplained(model: TreesModel | StumpsModel) -> float:
    """Squared error of the targets' best linear fit by what a model sees of its inputs."""
    seen: Floats = model.stumps if isinstance(model, StumpsModel) else model.leaves
    fitted = seen @ np.linalg.lstsq(seen, model.targets, rcond=None)[0]
    return float(((model.targets - fitted) ** 2).mean())


@pytest.mark.parametrize("seed", range(20))
def test_clicks_are_as_rare_as_planted(seed: int) -> None:
    """The share of clicks is the drawn rate to the nearest example, 1 to 10 %."""
    model = CategoricalModel(Recipe(task="categorical"), np.random.default_rng(seed))
    assert RATES[0] <= model.rate <= RATES[1]
    assert model.rate == pytest.approx(float(model.clicks.mean()), abs=0.5 / model.examples)


def test_a_few_examples_hold_a_click() -> None:
    """However small the training set, its trivial loss is not zero."""
    recipe = Recipe(task="categorical", examples=8)
    assert CategoricalModel(recipe, np.random.default_rng(3)).trivial > 0
