"""Gradient-boosted stumps: every step adds the stump that fits the residual best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import corrupt_labels
from tests.accuracy.zoo.tasks.regression import friedman

Floats = NDArray[np.float64]

THRESHOLDS = 8
"""Candidate splits of a feature."""


class StumpsModel:
    """Squared error; a parameter is a stump's coefficient, the gradient names one stump a step.

    The gradient is the coordinate of the best stump alone, so that plain gradient descent with
    the shrinkage as its rate is boosting (Friedman 2001).
    """

    best_possible: float | None = None

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        data = friedman(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        inputs, targets = data.inputs, data.targets[:, 0]
        if recipe.constant_input:
            inputs = np.zeros_like(inputs)
        self.examples = recipe.examples
        self.targets, self.validation_targets = np.split(targets, [self.examples])
        self.targets = corrupt_labels(self.targets, recipe.label_corruption, rng)
        mean = self.targets.mean()
        self.targets, self.validation_targets = self.targets - mean, self.validation_targets - mean
        stumps = _stumps(inputs, self.examples)
        self.stumps, self.validation_stumps = np.split(stumps, [self.examples])
        if recipe.ordering == "sorted":
            order = np.argsort(self.targets)
            self.stumps, self.targets = self.stumps[order], self.targets[order]
        self.trivial = float(self.targets.var())
        self.parameters: Floats = np.zeros(stumps.shape[1])
        self.gradient: Floats = np.zeros(stumps.shape[1])

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Squared error of the batch; the gradient is the one stump that fits it best."""
        stumps = self.stumps[batch]
        residual = self.targets[batch] - stumps @ self.parameters
        fitted = residual * (1 + corruption) if not corruption else -corruption * residual
        share = stumps.T @ fitted / ((stumps * stumps).sum(axis=0) + 1e-9)
        gain = share * (stumps.T @ fitted)
        best = int(np.argmax(np.where(np.isfinite(gain), gain, -np.inf)))
        self.gradient[...] = 0.0
        self.gradient[best] = -share[best]
        return float((residual * residual).mean()) * (1 + corruption)

    def full_loss(self) -> float:
        """Squared error on the training examples."""
        residual = self.targets - self.stumps @ self.parameters
        return float((residual * residual).mean())

    def validation_loss(self) -> float:
        """Squared error on examples never trained on."""
        residual = self.validation_targets - self.validation_stumps @ self.parameters
        return float((residual * residual).mean())

    def shift(self) -> None:
        """From here on the target has another sign."""
        self.targets = -self.targets

    def dead_share(self) -> float:
        """There are no ReLU units."""
        return 0.0


def _stumps(inputs: Floats, training: int) -> Floats:
    """(n, stumps): -1 or +1 on the two sides of a threshold, centred on the training part."""
    levels = np.linspace(0.1, 0.9, THRESHOLDS)
    thresholds = np.quantile(inputs[:training], levels, axis=0)
    sides = np.where(inputs[:, None, :] > thresholds[None], 1.0, -1.0)
    stumps: Floats = sides.reshape(len(inputs), -1)
    stumps -= stumps[:training].mean(axis=0)
    return stumps
