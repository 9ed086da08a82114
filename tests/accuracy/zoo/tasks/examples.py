"""Examples of a task: those to train on, with the faults of a recipe, and those kept back."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe

Floats = NDArray[np.float64]

Inputs = TypeVar("Inputs", Floats, Indices)
Targets = TypeVar("Targets", Floats, Indices)


def split_examples(
    inputs: Inputs,
    targets: Targets,
    recipe: Recipe,
    rng: np.random.Generator,
    constant: float | Indices | Floats = 0.5,
) -> tuple[tuple[Inputs, Targets], tuple[Inputs, Targets]]:
    """Give (inputs, targets) of the training and of the validation examples.

    Training comes first in the arrays, (n, ...) each.  ``constant`` is what every input becomes
    where the recipe wants them all alike.
    """
    if recipe.constant_input:
        inputs = np.full_like(inputs, constant)
    known, unknown = np.split(inputs, [recipe.examples])
    answers, validation_answers = np.split(targets, [recipe.examples])
    answers = corrupt_labels(answers, recipe.label_corruption, rng)
    if recipe.ordering == "sorted":
        order = np.argsort(_rank(answers), kind="stable")
        known, answers = known[order], answers[order]
    return (known, answers), (unknown, validation_answers)


def corrupt_labels(targets: Targets, share: float, rng: np.random.Generator) -> Targets:
    """Shuffle a share of the targets among their examples."""
    chosen = np.flatnonzero(rng.random(len(targets)) < share)
    corrupted = targets.copy()
    corrupted[chosen] = targets[rng.permutation(chosen)]
    return corrupted


def _rank(targets: NDArray[Any]) -> NDArray[Any]:
    """(n,) numbers to sort by: of one-hot rows the class."""
    if targets.ndim == 1:
        return targets
    rank: Floats = targets @ np.arange(1, targets.shape[1] + 1.0)
    return rank
