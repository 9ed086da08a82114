"""A denoiser of points in the plane: which noise was added, at a level drawn anew every time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import SQUARED
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Network
from tests.accuracy.zoo.recipe import Recipe

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REPEATS = 4
"""Fixed draws of noise per point, over which the noise-free loss is taken."""

COORDINATES = 2
"""Of a point."""

LEVEL_FEATURES = 3
"""Inputs that tell the level: itself, and the shares of signal and noise."""


class DenoiserModel:
    """Predict the noise from the noisy point and its level (Ho et al. 2020)."""

    best_possible: float | None = None

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        points = _spiral(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        self.examples = recipe.examples
        self.points, validation = np.split(points, [self.examples])
        if recipe.ordering == "sorted":
            self.points = self.points[np.argsort(self.points[:, 0])]
        self.constant_input = recipe.constant_input
        self.wrong = rng.random(self.examples) < recipe.label_corruption
        layers = [recipe.hidden] * recipe.layers
        widths = [COORDINATES + LEVEL_FEATURES, *layers, COORDINATES]
        self.network = Network(widths, recipe.activation)
        self.network.initialise(recipe.initialisation, rng)
        self.parameters, self.gradient = self.network.parameters, self.network.gradient
        self.rng = rng
        self.inputs, self.targets = self._judged()
        self.validation = self._noisy(np.tile(validation, (REPEATS, 1)), np.zeros(1, bool))
        self.trivial = SQUARED.trivial(self.targets)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean squared error under fresh noise; fills the gradient."""
        inputs, targets = self._noisy(self.points[batch], self.wrong[batch])
        if corruption:
            inputs, targets = inputs * (1 + corruption), np.roll(targets, 1, axis=0)
        stages = self.network.forward(inputs)
        loss, upstream = SQUARED.value_and_gradient(stages[-1], targets)
        self.network.backward(stages, upstream)
        return loss

    def full_loss(self) -> float:
        """Error on the training points under noise that never changes."""
        return SQUARED.value(self.network.outputs(self.inputs), self.targets)

    def validation_loss(self) -> float:
        """Error on the other points under noise that never changes."""
        inputs, targets = self.validation
        return SQUARED.value(self.network.outputs(inputs), targets)

    def shift(self) -> None:
        """From here on the points lie elsewhere."""
        self.points = 0.5 * self.points[:, ::-1] + 1.5
        self.inputs, self.targets = self._judged()

    def dead_share(self) -> float:
        """Share of hidden units that are zero on every training example."""
        return self.network.dead_share(self.inputs)

    def _judged(self) -> tuple[Floats, Floats]:
        """Draw the noise over which the noise-free loss is taken."""
        every = np.tile(np.arange(self.examples), REPEATS)
        return self._noisy(self.points[every], self.wrong[every])

    def _noisy(self, points: Floats, wrong: Flags) -> tuple[Floats, Floats]:
        """Give (n, 5) points with noise and level, and (n, 2) the noise; where wrong, another."""
        level = self.rng.random((len(points), 1))
        noise = self.rng.normal(0, 1, points.shape)
        angle = 0.5 * np.pi * level
        blurred = np.cos(angle) * points + np.sin(angle) * noise
        inputs = np.concatenate([blurred, 2 * level - 1, np.cos(angle), np.sin(angle)], axis=1)
        if self.constant_input:
            inputs = np.full_like(inputs, 0.5)
        if wrong.any():
            noise = np.where(wrong[:, None], self.rng.normal(0, 1, noise.shape), noise)
        return inputs, noise


def _spiral(examples: int, noise: float, rng: np.random.Generator) -> Floats:
    """(n, 2): one turn and a half of a spiral of about unit variance."""
    turn = np.sqrt(rng.random(examples))
    angle = 3 * np.pi * turn
    points: Floats = 2 * turn[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points += 0.3 * noise * rng.normal(0, 1, points.shape)
    return points
