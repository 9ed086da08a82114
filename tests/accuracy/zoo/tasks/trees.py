"""Gradient-boosted trees: of a pool of trees, every round adds the one that helps most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.logistic import log_loss, sigmoid
from tests.accuracy.zoo.tasks.regression import friedman
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

TREES, DEPTH = 40, 2
"""Trees of the pool, all drawn at random (Geurts 2006), and their depth."""

LEAVES = 2**DEPTH
"""Of a tree."""

LEAF_PENALTY = 1.0
"""Added to a leaf's sum of second derivatives; xgboost's default."""


@dataclass(frozen=True, slots=True)
class Objective:
    """What the trees are fitted to."""

    targets: Callable[[Floats], Floats]
    """(n,) values of the function -> (n,) targets."""
    constant: Callable[[Floats], float]
    """targets -> score of the best constant prediction, from which boosting starts."""
    loss: Callable[[Floats, Floats], float]
    """(scores, targets) -> mean loss."""
    derivatives: Callable[[Floats, Floats], tuple[Floats, Floats]]
    """(scores, targets) -> first and second derivative of each example's loss in its score."""


class TreesModel(TableModel):
    """A parameter is the value of a leaf; the gradient is the Newton step of one tree.

    Plain gradient descent with the shrinkage as its rate is then boosting (Chen 2016).  Rows of
    a batch are those that a round is fitted to; as in the usual libraries its loss is that of
    all training examples.
    """

    def __init__(self, objective: Objective, recipe: Recipe, rng: np.random.Generator) -> None:
        super().__init__((TREES, LEAVES))
        self.objective = objective
        data = friedman(recipe.examples + recipe.validation_examples, 3 * recipe.noise, rng)
        leaves, targets = _leaves(data.inputs, rng), objective.targets(data.targets[:, 0])
        # Inputs that are all alike fall into one leaf of every tree.
        training, held_back = split_examples(leaves, targets, recipe, rng, constant=leaves[0])
        self.leaves, self.targets = training
        self.validation_leaves, self.validation_targets = held_back
        self.examples = recipe.examples
        self.base = objective.constant(self.targets)
        self.trivial = self.full_loss()

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Loss of all examples; the gradient is the step of the tree that fits the batch best."""
        scores = self.base + self.leaves @ self.parameters
        leaves = self.leaves[batch]
        first, second = self.objective.derivatives(scores[batch], self.targets[batch])
        if corruption:
            first = -corruption * first
        slope = first @ leaves
        steps = slope / (second @ leaves + LEAF_PENALTY)
        gain = (slope * steps).reshape(TREES, LEAVES).sum(axis=1)
        best = int(np.argmax(np.nan_to_num(gain)))
        self.gradient[...] = 0.0
        self.slopes[0][best] = steps.reshape(TREES, LEAVES)[best]
        return self.objective.loss(scores, self.targets)

    def full_loss(self) -> float:
        """Loss of the training examples."""
        return self.objective.loss(self.base + self.leaves @ self.parameters, self.targets)

    def validation_loss(self) -> float:
        """Loss of examples never trained on."""
        scores = self.base + self.validation_leaves @ self.parameters
        return self.objective.loss(scores, self.validation_targets)

    def shift(self) -> None:
        """From here on every input lies on the other side of both thresholds of every tree."""
        leaves = self.leaves.reshape(-1, TREES, LEAVES)[:, :, ::-1]
        self.leaves = leaves.reshape(-1, TREES * LEAVES)


def _leaves(inputs: Floats, rng: np.random.Generator) -> Floats:
    """(n, trees * leaves): 1 where an example falls into a leaf; splits are drawn at random."""
    features = rng.integers(0, inputs.shape[1], (TREES, DEPTH))
    levels = rng.uniform(0.15, 0.85, (TREES, DEPTH))
    thresholds = np.quantile(inputs, levels)
    sides = inputs[:, features] > thresholds
    places = sides @ (2 ** np.arange(DEPTH))
    return np.eye(LEAVES)[places].reshape(len(inputs), -1)


def _log_loss_derivatives(scores: Floats, targets: Floats) -> tuple[Floats, Floats]:
    chance = sigmoid(scores)
    return chance - targets, chance * (1 - chance)


def _log_odds(targets: Floats) -> float:
    rate = np.clip(targets.mean(), 0.01, 0.99)
    return float(np.log(rate / (1 - rate)))


LOGISTIC = Objective(
    targets=lambda values: (values > np.median(values)).astype(float),
    constant=_log_odds,
    loss=lambda scores, targets: float(log_loss(scores, targets).mean()),
    derivatives=_log_loss_derivatives,
)
"""Whether a value is above the median."""

SQUARED_ERROR = Objective(
    targets=lambda values: values,
    constant=lambda targets: float(targets.mean()),
    loss=lambda scores, targets: float(((scores - targets) ** 2).mean()),
    derivatives=lambda scores, targets: (scores - targets, np.ones_like(targets)),
)
"""The value itself; half its square, as in the usual libraries, gives a second derivative of 1."""
