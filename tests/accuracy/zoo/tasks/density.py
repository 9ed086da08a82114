"""The density of points in a plane: a Gaussian mixture fitted by gradient descent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import TINY_PROBABILITY, softmax
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.gaussians import HALF_LOG_TWO_PI, gaussian_loss, mixture_loss
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

AXES = 2
"""Coordinates of a point."""

SMALLEST_LOG_WIDTH = -2.5
"""A floor of the widths, in deviations of the data, keeps the likelihood bounded."""


class DensityModel(TableModel):
    """Negative log-likelihood (nats) of a mixture with a diagonal covariance for each part.

    Each coordinate is standardised by the training points, and the loss is the excess over that of
    a point in the middle of the narrowest part: neither hangs on the unit that the points came in.
    """

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        self.parts = min(recipe.hidden, 8)
        super().__init__((self.parts,), (self.parts, AXES), (self.parts, AXES))
        points = _points(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        self.examples = recipe.examples
        known = points[: self.examples]
        points = (points - known.mean(axis=0)) / known.std(axis=0)
        training, held_back = split_examples(points[:, 0], points[:, 1], recipe, rng)
        self.points, self.validation = np.column_stack(training), np.column_stack(held_back)
        self.tables[1][...] = rng.normal(0, 1, (self.parts, AXES))
        means = self.tables[1].copy()
        self.spread(0.1, rng)
        self.tables[1][...] = 0.5 * means
        self.trivial = gaussian_loss(self.points, SMALLEST_LOG_WIDTH)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean negative log-likelihood of the batch; fills the gradient."""
        points = self.points[batch]
        if corruption:
            points = -(1 + corruption) * points
        chance, distance, inverse, density = self._density(points)
        loss, share = mixture_loss(density, SMALLEST_LOG_WIDTH, AXES)
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
        return self._loss(self.points)

    def validation_loss(self) -> float:
        """Loss of points never trained on."""
        return self._loss(self.validation)

    def shift(self) -> None:
        """From here on the points lie elsewhere."""
        self.points = 1.0 - self.points[:, ::-1]

    def _loss(self, points: Floats) -> float:
        return mixture_loss(self._density(points)[3], SMALLEST_LOG_WIDTH, AXES)[0]

    def _density(self, points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """(parts,) weights, (n, parts, 2) distances, inverse widths, (n, parts) log densities."""
        logits, means, widths = self.tables
        chance = softmax(logits[None])[0]
        log_width = np.maximum(widths, SMALLEST_LOG_WIDTH)
        inverse = np.exp(-log_width)
        distance = (points[:, None, :] - means) * inverse
        constant = np.log(chance + TINY_PROBABILITY) - (log_width + HALF_LOG_TWO_PI).sum(axis=1)
        return chance, distance, inverse, constant - 0.5 * (distance * distance).sum(axis=2)


def _points(count: int, noise: float, rng: np.random.Generator) -> Floats:
    """Four clouds about a circle, of unequal share; noise is their width."""
    angle = rng.uniform(0, 2 * np.pi) + np.pi / 2 * rng.choice(4, count, p=(0.4, 0.3, 0.2, 0.1))
    centres = 1.4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return centres + (0.1 + 0.7 * noise) * rng.normal(0, 1, (count, AXES))
