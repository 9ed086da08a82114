"""What the faults of the zoo promise: each one that is planted changes the training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.accuracy.zoo.faults import FAULTS, possible_faults
from tests.accuracy.zoo.optimizers import OPTIMIZERS
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks import TASKS
from tests.accuracy.zoo.train import train

SHORTEST = 10
"""Steps of the shortest runs of the zoo: what comes late has to come in them too."""

ONLY_A_LENGTH = frozenset({"stopped_early"})
"""Left out: its recipe is a healthy one, of which fewer steps are drawn afterwards."""

RATE_ASIDE = frozenset({"unshuffled_sorted", "batch_size_1"})
"""These change the rate as well, and have to change the training without that."""

UNUSUAL: dict[str, Callable[[Recipe], Recipe]] = {
    "hidden": lambda recipe: replace(recipe, hidden=2),
    "layers": lambda recipe: replace(recipe, layers=recipe.layers + 1),
    "activation": lambda recipe: replace(recipe, activation="relu"),
    "initialisation": lambda recipe: replace(recipe, initialisation="huge"),
}
"""Fields of a recipe's network, each with what gives it another value."""


def short_recipe(name: str) -> Recipe:
    """Give a healthy recipe that is hard to spoil: few layers, and one batch of everything."""
    least = TASKS[name].layers[0]
    return Recipe(name, batch=0, steps=SHORTEST, examples=60, validation_examples=20, layers=least)


def losses(recipe: Recipe) -> tuple[list[int], list[float], list[float]]:
    """Train: the steps with the loss of each one's batch, and the noise-free curve."""
    training = train(recipe, (1, 2))
    return training.record.step, training.record.loss, training.curve.loss


@pytest.mark.parametrize("name", sorted(TASKS))
def test_every_fault_that_can_be_planted_changes_the_training(name: str) -> None:
    """With a drawn optimizer, the faulty run shows other steps or losses than the healthy one."""
    random = np.random.default_rng(sorted(TASKS).index(name))
    optimizer = str(random.choice(TASKS[name].optimizers or tuple(OPTIMIZERS)))
    healthy = replace(short_recipe(name), optimizer=optimizer, activation="sigmoid")
    expected = losses(healthy)
    assert np.isfinite(expected[1]).all()  # NaN would differ from itself.
    for fault in possible_faults(name):
        faulty = FAULTS[fault][1](healthy, random)
        if fault in RATE_ASIDE:
            faulty = replace(faulty, learning_rate=healthy.learning_rate)
        assert fault in ONLY_A_LENGTH or losses(faulty) != expected, fault


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.layers[1] > 0])
def test_a_kind_of_task_names_the_fields_that_its_model_does_not_go_by(name: str) -> None:
    """Any other field of the network changes the training, and a fixed one does not."""
    healthy = replace(short_recipe(name), layers=max(1, TASKS[name].layers[0]))
    expected = losses(healthy)
    ignored = {field for field, change in UNUSUAL.items() if losses(change(healthy)) == expected}
    assert TASKS[name].fixed == ignored
