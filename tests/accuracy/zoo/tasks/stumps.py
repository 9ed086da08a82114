"""Gradient-boosted stumps: every step adds the stump that fits the residual best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
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
        self.examples = recipe.examples
        targets -= targets[: self.examples].mean()
        stumps = _stumps(inputs, self.examples)
        # Inputs that are all alike lie on the mean of every stump, which is 0.
        training, held_back = split_examples(stumps, targets, recipe, rng, constant=0.0)
        self.stumps, self.targets = training
        self.validation_stumps, self.validation_targets = held_back
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
        """From here on every input lies on the other side of every threshold."""
        self.stumps = -self.stumps

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
