"""Click prediction: a factorisation machine over categories of heavy-tailed frequency."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import one_hot
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.logistic import entropy, log_loss, sigmoid
from tests.accuracy.zoo.tasks.tables import TableModel, zipf

Floats = NDArray[np.float64]

FIELDS = (40, 24, 12)
"""Categories of each feature."""

OFFSETS = np.cumsum((0, *FIELDS[:-1]))
"""First row of each feature in the common table."""

RATES = (0.01, 0.10)
"""Least and greatest share of clicks, drawn evenly on a log scale."""


class CategoricalModel(TableModel):
    """score = bias + sum of weights + sum over pairs of vectors of their products (Rendle 2010).

    Inputs are one-hot in every field.
    """

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        width = min(recipe.hidden, 3)
        super().__init__((1,), (sum(FIELDS),), (sum(FIELDS), width))
        self.spread(0.1, rng)
        count = recipe.examples + recipe.validation_examples
        self.examples = recipe.examples
        self.rate = float(np.exp(rng.uniform(*np.log(RATES))))
        rows, scores = _rows_and_scores(count, recipe.noise, rng)
        clicks = _clicks(scores, self.rate, self.examples, rng)
        training, held_back = split_examples(rows, clicks, recipe, rng, constant=OFFSETS)
        self.inputs, self.clicks = _inputs(training[0]), training[1]
        self.validation_inputs, self.validation_clicks = _inputs(held_back[0]), held_back[1]
        self.trivial = float(entropy(self.clicks.mean(keepdims=True)).sum())

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


def _inputs(rows: Indices) -> Floats:
    """(n, rows of the table): one-hot in every field."""
    inputs: Floats = one_hot(rows, sum(FIELDS)).sum(axis=1)
    return inputs


def _rows_and_scores(count: int, noise: float, rng: np.random.Generator) -> tuple[Indices, Floats]:
    """(n, fields) rows of the table and (n,) true scores; noise shrinks the scores."""
    columns = [rng.choice(size, count, p=zipf(size, 1.1)) for size in FIELDS]
    rows = np.stack(columns, axis=1) + OFFSETS
    weights = rng.normal(0, 1.3, sum(FIELDS))[rows].sum(axis=1)
    vectors = rng.normal(0, 0.8, (sum(FIELDS), 3))[rows]
    pairs = (vectors[:, 0] * vectors[:, 1]).sum(axis=1)
    return rows, (weights + pairs) / (0.5 + noise)


def _clicks(scores: Floats, rate: float, training: int, rng: np.random.Generator) -> Floats:
    """(n,) clicks, 0 or 1: log odds are the scores plus the intercept that gives the rate.

    A click is a score that exceeds the threshold after logistic noise; the threshold is such that
    exactly the given share of the training examples does, and at least one.
    """
    noisy = scores + rng.logistic(0, 1, len(scores))
    wanted = max(1, round(rate * training))
    threshold = np.partition(noisy[:training], -wanted)[-wanted]
    clicks: Floats = (noisy >= threshold).astype(float)
    return clicks
