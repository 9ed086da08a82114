"""The density of points in a plane: a Gaussian mixture fitted by gradient descent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import softmax
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

LOG_TWO_PI = float(np.log(2 * np.pi))
"""Constant of the Gaussian log density."""

UNITS = (1.0, 0.1, 0.03)
"""Spreads of the data: in a small unit a density is large, and the loss negative."""

SMALLEST_LOG_WIDTH = -2.5
"""A floor of the widths keeps the likelihood bounded."""


class DensityModel(TableModel):
    """Negative log-likelihood (nats) of a mixture with a diagonal covariance for each part."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        self.parts = min(recipe.hidden, 8)
        super().__init__((self.parts,), (self.parts, 2), (self.parts, 2))
        points = _points(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        self.examples = recipe.examples
        if recipe.constant_input:
            points[:, 0] = 0.5
        self.points, self.validation = np.split(points, [self.examples])
        wrong = np.flatnonzero(rng.random(self.examples) < recipe.label_corruption)
        self.points[wrong, 1] = self.points[rng.permutation(wrong), 1]
        if recipe.ordering == "sorted":
            self.points = self.points[np.argsort(self.points[:, 0])]
        self.unit = 2 * float(np.log(rng.choice(UNITS)))
        self.tables[1][...] = rng.normal(0, 1, (self.parts, 2))
        means = self.tables[1].copy()
        self.spread(0.1, rng)
        self.tables[1][...] = 0.5 * means
        widths = np.maximum(self.points.std(axis=0), np.exp(SMALLEST_LOG_WIDTH))
        self.trivial = self.unit + float(np.log(widths).sum()) + 1 + LOG_TWO_PI

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean negative log-likelihood of the batch; fills the gradient."""
        points = self.points[batch]
        if corruption:
            points = -(1 + corruption) * points
        chance, distance, inverse, density = self._density(points)
        loss, share = self._total(density)
        logits, means, widths = self.slopes
        share /= len(batch)
        taken = share[:, :, None]
        logits[...] = chance * share.sum() - share.sum(axis=0)
        means[...] = -(taken * distance).sum(axis=0) * inverse
        widths[...] = (taken * (1 - distance * distance)).sum(axis=0)
        widths *= self.tables[2] > SMALLEST_LOG_WIDTH
        return loss

    def full_loss(self) -> float:
        """Loss of all training points."""
        return self._total(self._density(self.points)[3])[0]

    def validation_loss(self) -> float:
        """Loss of points never trained on."""
        return self._total(self._density(self.validation)[3])[0]

    def shift(self) -> None:
        """From here on the points lie elsewhere."""
        self.points = 1.0 - self.points[:, ::-1]

    def _density(self, points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """(parts,) weights, (n, parts, 2) distances, inverse widths, (n, parts) log densities."""
        logits, means, widths = self.tables
        chance = softmax(logits[None])[0]
        log_width = np.maximum(widths, SMALLEST_LOG_WIDTH)
        inverse = np.exp(-log_width)
        distance = (points[:, None, :] - means) * inverse
        constant = np.log(chance + 1e-300) - log_width.sum(axis=1) - LOG_TWO_PI
        return chance, distance, inverse, constant - 0.5 * (distance * distance).sum(axis=2)

    def _total(self, density: Floats) -> tuple[float, Floats]:
        """Mean loss, and the share that each part takes in each point."""
        highest = density.max(axis=1, keepdims=True)
        share = np.exp(density - highest)
        total = share.sum(axis=1, keepdims=True)
        return self.unit - float((highest + np.log(total)).mean()), share / total


def _points(count: int, noise: float, rng: np.random.Generator) -> Floats:
    """Four clouds about a circle, of unequal share; noise is their width."""
    angle = rng.uniform(0, 2 * np.pi) + np.pi / 2 * rng.choice(4, count, p=(0.4, 0.3, 0.2, 0.1))
    centres = 1.4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return centres + (0.1 + 0.7 * noise) * rng.normal(0, 1, (count, 2))
