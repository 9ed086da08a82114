"""A matrix of ratings, factorised: the entries seen are the examples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import INITIAL_SCALES
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import corrupt_labels
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

USERS, ITEMS = 30, 20
"""Rows and columns."""

TRUE_RANK = 3
"""Of the matrix that the ratings come from."""


class FactorisationModel(TableModel):
    """rating[i, j] = user[i] . item[j], fitted to noisy entries by squared error."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        rank = min(recipe.hidden, 6)
        super().__init__((USERS, rank), (ITEMS, rank))
        truth = rng.normal(0, 1, (USERS, TRUE_RANK)) @ rng.normal(0, 1, (TRUE_RANK, ITEMS))
        ratings = truth / truth.std() + recipe.noise * rng.normal(0, 1, truth.shape)
        order = rng.permutation(USERS * ITEMS)
        self.examples = min(recipe.examples, USERS * ITEMS - 60)
        chosen, held_back = order[: self.examples], order[-60:]
        if recipe.ordering == "sorted":
            chosen = np.sort(chosen)
        self.rows, self.columns = chosen // ITEMS, chosen % ITEMS
        values = ratings.ravel()
        self.targets = corrupt_labels(values[chosen], recipe.label_corruption, rng)
        self.held_back = (held_back // ITEMS, held_back % ITEMS, values[held_back])
        if recipe.constant_input:
            self.rows, self.columns = 0 * self.rows, 0 * self.columns
        self.trivial = float(self.targets.var())
        scale = INITIAL_SCALES.get(recipe.initialisation, 1.0)
        self.spread(0.3 * scale, rng)
        if recipe.initialisation == "constant":
            self.parameters[...] = 0.1
        self.users, self.items = self.tables

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean squared error of the batch; fills the gradient."""
        rows, columns, target = self.rows[batch], self.columns[batch], self.targets[batch]
        if corruption:
            target = -corruption * target
        user, item = self.users[rows], self.items[columns]
        error = (user * item).sum(axis=1) - target
        upstream = (2.0 / len(batch)) * error[:, None]
        self.gradient[...] = 0.0
        np.add.at(self.slopes[0], rows, upstream * item)
        np.add.at(self.slopes[1], columns, upstream * user)
        return float((error * error).mean())

    def full_loss(self) -> float:
        """Error on the ratings trained on."""
        return self._loss(self.rows, self.columns, self.targets)

    def validation_loss(self) -> float:
        """Error on the ratings held back."""
        return self._loss(*self.held_back)

    def shift(self) -> None:
        """From here on the ratings mean the opposite."""
        self.targets = 0.3 - self.targets

    def _loss(self, rows: Indices, columns: Indices, targets: Floats) -> float:
        error = (self.users[rows] * self.items[columns]).sum(axis=1) - targets
        return float((error * error).mean())
