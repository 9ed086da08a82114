"""Bayesian personalised ranking: what a user chose should score above what he did not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.logistic import log_sigmoid, sigmoid
from tests.accuracy.zoo.tasks.tables import POOL, TableModel, pool_rows, sum_by_pair

Floats = NDArray[np.float64]

USERS, ITEMS = 24, 30
"""Rows and columns of the choices."""

TRUE_RANK = 3
"""Of the preferences that the choices come from."""


class RankingModel(TableModel):
    """-log sigmoid(user . (chosen - other)), the other item drawn at random (Rendle 2009)."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        rank = min(recipe.hidden, 8)
        super().__init__((USERS, rank), (ITEMS, rank))
        self.spread(0.2, rng)
        users, items = _choices(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        self.examples = recipe.examples
        wrong = np.flatnonzero(rng.random(self.examples) < recipe.label_corruption)
        items[wrong] = rng.integers(0, ITEMS, len(wrong))
        # Any item, not another user's: shuffled choices would still tell which are popular.
        corrupted = replace(recipe, label_corruption=0.0)
        training, held_back = split_examples(users, items, corrupted, rng, constant=0)
        self.users, self.items = training
        self.pool = rng.integers(0, ITEMS, POOL)
        others = rng.integers(0, ITEMS, len(users))
        self.others, validation_others = np.split(others, [self.examples])
        self.held_back = (*held_back, validation_others)
        self.trivial = float(np.log(2.0))

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean loss of the batch; fills the gradient."""
        users, items = self.users[batch], self.items[batch]
        others = self.pool[pool_rows(batch, len(batch))]
        if corruption:
            items, others = others, items
        score = self._scores(users, items, others)
        upstream = -(1 + corruption) * sigmoid(-score) / len(batch)
        slope = sum_by_pair(users, items, upstream, (USERS, ITEMS))
        slope -= sum_by_pair(users, others, upstream, (USERS, ITEMS))
        np.matmul(slope, self.tables[1], out=self.slopes[0])
        np.matmul(slope.T, self.tables[0], out=self.slopes[1])
        return -(1 + corruption) * float(log_sigmoid(score).mean())

    def full_loss(self) -> float:
        """Loss of all choices, each against one other item that stays the same."""
        return self._loss(self.users, self.items, self.others)

    def validation_loss(self) -> float:
        """Loss of choices held back."""
        return self._loss(*self.held_back)

    def shift(self) -> None:
        """From here on the users choose other items."""
        self.items = (self.items + 7) % ITEMS

    def _scores(self, users: Indices, items: Indices, others: Indices) -> Floats:
        """(n,) how much higher the chosen item scores."""
        products: Floats = self.tables[0] @ self.tables[1].T
        return products[users, items] - products[users, others]

    def _loss(self, users: Indices, items: Indices, others: Indices) -> float:
        return -float(log_sigmoid(self._scores(users, items, others)).mean())


def _choices(count: int, noise: float, rng: np.random.Generator) -> tuple[Indices, Indices]:
    """Users and the items they chose; noise makes the choices random."""
    taste = rng.normal(0, 1, (USERS, TRUE_RANK)) @ rng.normal(0, 1, (TRUE_RANK, ITEMS))
    users = rng.integers(0, USERS, count)
    utility = 1.5 * taste[users] / (0.3 + 2 * noise) + rng.gumbel(0, 1, (count, ITEMS))
    return users, utility.argmax(axis=1)
