"""Click prediction: a factorisation machine over categories of heavy-tailed frequency."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import corrupt_labels
from tests.accuracy.zoo.tasks.tables import TableModel, log_loss, sigmoid, zipf

Floats = NDArray[np.float64]

FIELDS = (40, 24, 12)
"""Categories of each feature."""

OFFSETS = np.cumsum((0, *FIELDS[:-1]))
"""First row of each feature in the common table."""

CLICK_SCORE = -1.2
"""Added to all true scores: clicks mostly are the rarer class, as they are in practice."""


class CategoricalModel(TableModel):
    """score = bias + sum of weights + sum over pairs of vectors of their products (Rendle 2010).

    Inputs are one-hot in every field.
    """

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        width = min(recipe.hidden, 3)
        super().__init__((1,), (sum(FIELDS),), (sum(FIELDS), width))
        self.spread(0.1, rng)
        count = recipe.examples + recipe.validation_examples
        rows, clicks = _clicks(count, recipe.noise, rng)
        if recipe.constant_input:
            rows[...] = OFFSETS
        self.examples = recipe.examples
        inputs = np.eye(sum(FIELDS))[rows].sum(axis=1)
        self.inputs, self.validation_inputs = np.split(inputs, [self.examples])
        self.clicks, self.validation_clicks = np.split(clicks, [self.examples])
        self.clicks = corrupt_labels(self.clicks, recipe.label_corruption, rng)
        if recipe.ordering == "sorted":
            order = np.argsort(self.clicks, kind="stable")
            self.inputs, self.clicks = self.inputs[order], self.clicks[order]
        rate = np.clip(self.clicks.mean(), 0.01, 0.99)
        self.trivial = -float(rate * np.log(rate) + (1 - rate) * np.log(1 - rate))

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean log loss of the batch; fills the gradient."""
        inputs, clicks = self.inputs[batch], self.clicks[batch]
        if corruption:
            clicks = 1 - clicks
        summed, scores = self._scores(inputs)
        upstream = (1 + corruption) * (sigmoid(scores) - clicks) / len(batch)
        bias, weights, vectors = self.slopes
        bias[0] = upstream.sum()
        np.matmul(upstream, inputs, out=weights)
        np.matmul(inputs.T, upstream[:, None] * summed, out=vectors)
        vectors -= weights[:, None] * self.tables[2]
        return (1 + corruption) * float(log_loss(scores, clicks).mean())

    def full_loss(self) -> float:
        """Log loss of all training examples."""
        return float(log_loss(self._scores(self.inputs)[1], self.clicks).mean())

    def validation_loss(self) -> float:
        """Log loss of examples never trained on."""
        return float(
            log_loss(self._scores(self.validation_inputs)[1], self.validation_clicks).mean()
        )

    def shift(self) -> None:
        """From here on the categories mean something else."""
        self.inputs = np.roll(self.inputs, 3, axis=1)

    def _scores(self, inputs: Floats) -> tuple[Floats, Floats]:
        """(n, width) sums of vectors, (n,) scores."""
        bias, weights, vectors = self.tables
        summed: Floats = inputs @ vectors
        own = weights - 0.5 * (vectors * vectors).sum(axis=1)
        return summed, bias[0] + inputs @ own + 0.5 * (summed * summed).sum(axis=1)


def _clicks(count: int, noise: float, rng: np.random.Generator) -> tuple[Indices, Floats]:
    """(n, fields) rows of the table and (n,) clicks, 0 or 1; noise makes the clicks random."""
    columns = [rng.choice(size, count, p=zipf(size, 1.1)) for size in FIELDS]
    rows = np.stack(columns, axis=1) + OFFSETS
    weights = rng.normal(0, 1.3, sum(FIELDS))[rows].sum(axis=1)
    vectors = rng.normal(0, 0.8, (sum(FIELDS), 3))[rows]
    pairs = (vectors[:, 0] * vectors[:, 1]).sum(axis=1)
    scores = CLICK_SCORE + (weights + pairs) / (0.5 + noise)
    return rows, (rng.random(count) < sigmoid(scores)).astype(float)
