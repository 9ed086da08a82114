"""What the training zoo promises: real gradients, one result per seed, nothing lost on disk."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.accuracy.labelling import OUTCOMES
from tests.accuracy.zoo import ZooRun, cache, make_run
from tests.accuracy.zoo.faults import FAULTS
from tests.accuracy.zoo.logging_styles import write_log
from tests.accuracy.zoo.optimizers import OPTIMIZERS
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.recipes import draw_recipe
from tests.accuracy.zoo.schedules import SCHEDULES
from tests.accuracy.zoo.tasks import TASKS
from tests.accuracy.zoo.tasks.trees import LEAF_PENALTY, LEAVES, TreesModel
from tests.accuracy.zoo.train import train

Floats = NDArray[np.float64]

SEED = 7

CHEAP = (6, 7, 8, 17, 31)
"""Runs of this seed that take a few hundredths of a second."""

SMOOTH = [name for name, task in TASKS.items() if not task.reward and task.optimizers != ("sgd",)]
"""Tasks whose gradient is that of their loss."""

HEALTHY = Recipe(task="linear", learning_rate=0.05, steps=200, examples=96, log_every=10)


def same(one: ZooRun, other: ZooRun) -> bool:
    """Whether two runs agree in every field, NaN equal to NaN."""
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=True)
        if isinstance(getattr(one, field.name), np.ndarray)
        else getattr(one, field.name) == getattr(other, field.name)
        for field in fields(one)
    )


@pytest.mark.parametrize("name", SMOOTH)
def test_the_gradient_is_the_slope_of_the_loss(name: str) -> None:
    """Every task's gradient agrees with finite differences of its own batch loss."""
    recipe, batch, width = Recipe(task=name, layers=TASKS[name].layers[1]), np.arange(40), 1e-5

    def loss_at(place: int, offset: float) -> float:
        """Build the model anew, so that noise drawn for a batch is the same every time."""
        moved = TASKS[name].build(recipe, np.random.default_rng(3))
        moved.parameters[place] += offset
        return moved.loss_and_gradient(batch)

    model = TASKS[name].build(recipe, np.random.default_rng(3))
    model.loss_and_gradient(batch)
    for place in np.random.default_rng(4).integers(0, model.parameters.size, 6):
        slope = (loss_at(place, width) - loss_at(place, -width)) / (2 * width)
        assert slope == pytest.approx(model.gradient[place], rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("name", ["boosted_classes", "boosted_values"])
def test_a_round_of_boosting_takes_the_newton_step_of_one_tree(name: str) -> None:
    """At rate 1 it lowers the loss, and each leaf of the tree gets G / (H + penalty)."""
    model = TASKS[name].build(Recipe(task=name), np.random.default_rng(3))
    assert isinstance(model, TreesModel)
    before = model.loss_and_gradient(np.arange(model.examples))
    scores = np.full(model.examples, model.base)
    first, second = model.objective.derivatives(scores, model.targets)
    steps = (first @ model.leaves) / (second @ model.leaves + LEAF_PENALTY)
    changed = np.flatnonzero(model.gradient)
    assert len(set((changed // LEAVES).tolist())) == 1
    assert steps[changed] == pytest.approx(model.gradient[changed])
    model.parameters -= model.gradient
    assert model.full_loss() < before


def test_the_policy_gradient_is_the_slope_of_the_expected_cost() -> None:
    """Averaged over many batches; the tolerance is four times the spread over twelve seeds."""
    model = TASKS["control"].build(Recipe(task="control"), np.random.default_rng(3))
    random = np.random.default_rng(4)

    def averaged(first: float, second: float) -> tuple[float, Floats]:
        model.parameters[...] = first, second
        costs, gradients = [], []
        for _ in range(4000):
            costs.append(model.loss_and_gradient(random.permutation(model.examples)[:64]))
            gradients.append(model.gradient.copy())
        return float(np.mean(costs)), np.mean(gradients, axis=0)

    width = 0.1
    slopes = [
        (
            averaged(-0.5 + width * one, -0.5 + width * (1 - one))[0]
            - averaged(-0.5 - width * one, -0.5 - width * (1 - one))[0]
        )
        / (2 * width)
        for one in (1, 0)
    ]
    assert slopes == pytest.approx(averaged(-0.5, -0.5)[1].tolist(), abs=0.1)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_run_starts_far_from_what_can_be_learned(name: str) -> None:
    """Before the first step no model is much better than the trivial predictor."""
    model = TASKS[name].build(
        Recipe(task=name, layers=TASKS[name].layers[1]), np.random.default_rng(8)
    )
    assert model.full_loss() > model.trivial - 0.3 * abs(model.trivial)


def test_a_run_depends_on_seed_and_index_alone() -> None:
    """Making a run again, after others, gives the same numbers to the last bit."""
    first = make_run(SEED, 6)
    make_run(SEED, 8)
    assert same(first, make_run(SEED, 6))


def test_runs_come_back_from_disk_as_they_were_written(tmp_path: Path) -> None:
    """A shard is read without pickle and equals what was written, labels and NaN included."""
    runs = [make_run(SEED, index) for index in CHEAP]
    path = cache.shard_path(tmp_path, SEED, 0)
    cache.write_shard(path, runs)
    assert all(same(run, read) for run, read in zip(runs, cache.read_shard(path), strict=True))


def test_recipes_cover_every_task_fault_optimizer_and_schedule() -> None:
    """A thousand drawn recipes hold every kind of thing that the zoo knows."""
    recipes = [draw_recipe(SEED, index) for index in range(1000)]
    assert set(TASKS) == {recipe.task for recipe in recipes}
    assert {"none", *FAULTS} == {recipe.fault for recipe in recipes}
    assert set(OPTIMIZERS) == {recipe.optimizer for recipe in recipes}
    assert set(SCHEDULES) == {recipe.schedule for recipe in recipes}
    assert {"single", "window", "epoch"} == {recipe.logging for recipe in recipes}


def test_the_recipe_breadth_is_what_was_asked_for() -> None:
    """At least forty kinds of task, six optimizers, six schedules, twenty faults."""
    assert len(TASKS) >= 40
    assert len(OPTIMIZERS) >= 6
    assert len(SCHEDULES) >= 6
    assert len(FAULTS) >= 20


def test_labels_of_a_handful_are_total() -> None:
    """Every run has an outcome, a curve that starts at step 0, and a log inside the run."""
    runs = [make_run(SEED, index) for index in CHEAP]
    for run in runs:
        assert run.label.outcome in OUTCOMES
        assert run.dense_step[0] == 0
        assert run.total_steps == run.dense_step[-1] >= run.step.max()
        assert run.step.size == run.train.size


def test_a_resumed_run_goes_back_in_its_log() -> None:
    """After a crash the logged steps return to the checkpoint; the true curve never does."""
    training = train(replace(HEALTHY, resume=(0.3, 0.6)), (1, 2))
    log = write_log(training.record, HEALTHY)
    assert Counter(np.diff(log.step) < 0)[True] == 1
    assert np.all(np.diff(training.curve.step) > 0)


def test_a_killed_run_stops_short_of_its_plan() -> None:
    """Nothing is logged after the kill, and the length of the run is what was executed."""
    training = train(replace(HEALTHY, kill_at=0.4), (1, 2))
    assert training.total_steps == 80 == training.record.step[-1]


def test_a_window_mean_is_the_mean_of_its_batches() -> None:
    """The logged value of a window is the mean loss of the steps since the point before."""
    record = train(HEALTHY, (1, 2)).record
    log = write_log(record, replace(HEALTHY, logging="window"))
    assert log.train[1] == pytest.approx(np.mean(record.loss[10:20]))


def test_a_frozen_optimizer_leaves_the_loss_where_it_was() -> None:
    """A run whose optimizer never steps has one true loss throughout."""
    curve = train(replace(HEALTHY, frozen=True), (1, 2)).curve
    assert len(set(curve.loss)) == 1
