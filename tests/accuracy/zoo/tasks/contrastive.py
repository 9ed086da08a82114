"""Two views of one thing, to be told from other things: two towers and InfoNCE (Oord 2018)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import CROSS_ENTROPY
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Network, join
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.tables import POOL, pool_rows

Floats = NDArray[np.float64]

INPUTS = 8
"""Numbers of a view."""

WIDTH = 6
"""Of an embedding."""

OTHERS = 15
"""Things that a pair is told from; the same number whatever the batch, so that losses compare."""


class ContrastiveModel:
    """Cross-entropy of finding the second view of a thing among OTHERS more second views."""

    best_possible: float | None = None

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        count = recipe.examples + recipe.validation_examples
        first, second = _views(count, recipe.noise, rng)
        training, held_back = split_examples(first, second, recipe, rng)
        self.first, self.second = training
        self.validation_first, self.validation_second = held_back
        self.examples = recipe.examples
        self.pool = rng.integers(0, self.examples, POOL)
        self.others = rng.integers(0, self.examples, OTHERS)
        self.validation_others = rng.integers(0, recipe.validation_examples, OTHERS)
        self.trivial = float(np.log(1 + OTHERS))
        hidden = [recipe.hidden] * recipe.layers
        self.towers = [Network([INPUTS, *hidden, WIDTH], recipe.activation) for _ in range(2)]
        for tower in self.towers:
            tower.initialise(recipe.initialisation, rng)
        self.parameters, self.gradient = join(*self.towers)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean loss of the batch; fills the gradient."""
        first, second = self.first[batch], self.second[batch]
        if corruption:
            first, second = first * (1 + corruption), np.roll(second, 1, axis=0)
        others = self.pool[pool_rows(batch, OTHERS)]
        second = np.concatenate([second, self.second[others]])
        stages = [self.towers[0].forward(first), self.towers[1].forward(second)]
        left, right = stages[0][-1], stages[1][-1]
        scores = _scores(left, right)
        loss, upstream = CROSS_ENTROPY.value_and_gradient(scores, _found(len(batch)))
        own, other = upstream[:, :1], upstream[:, 1:]
        pairs = len(batch)
        self.towers[0].backward(stages[0], own * right[:pairs] + other @ right[pairs:])
        self.towers[1].backward(stages[1], np.concatenate([own * left, other.T @ left]))
        return loss

    def full_loss(self) -> float:
        """Loss of all training pairs, told from others that stay the same."""
        return self._loss(self.first, self.second, self.others)

    def validation_loss(self) -> float:
        """Loss of pairs never trained on, told from each other."""
        return self._loss(self.validation_first, self.validation_second, self.validation_others)

    def shift(self) -> None:
        """From here on the first view comes reversed and with another sign."""
        self.first = 0.5 - self.first[:, ::-1]

    def dead_share(self) -> float:
        """Share of the first tower's hidden units that are zero on every training example."""
        return self.towers[0].dead_share(self.first)

    def _loss(self, first: Floats, second: Floats, others: Indices) -> float:
        right = self.towers[1].outputs(np.concatenate([second, second[others]]))
        scores = _scores(self.towers[0].outputs(first), right)
        return CROSS_ENTROPY.value(scores, _found(len(first)))


def _scores(left: Floats, right: Floats) -> Floats:
    """(n, 1 + others): products with the own second view, then with the others' views."""
    pairs = len(left)
    own = (left * right[:pairs]).sum(axis=1, keepdims=True)
    return np.concatenate([own, left @ right[pairs:].T], axis=1)


def _found(pairs: int) -> Floats:
    """One-hot targets: the own view comes first."""
    targets = np.zeros((pairs, 1 + OTHERS))
    targets[:, 0] = 1.0
    return targets


def _views(count: int, noise: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Two views of four hidden causes; noise makes them differ."""
    causes = rng.normal(0, 1, (count, 4))
    views = [np.tanh(causes @ rng.normal(0, 0.8, (4, INPUTS))) for _ in range(2)]
    first, second = (view + noise * rng.normal(0, 1, view.shape) for view in views)
    return first, second
