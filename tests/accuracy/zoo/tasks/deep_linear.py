"""A deep linear network: its modes are learned one after the other, from plateau to plateau."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.accuracy.zoo.losses import SQUARED
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import Data, DenseModel

MODES = (3.0, 1.6, 0.8, 0.4)
"""Singular values of the map to be learned; a mode is learned in a time like their inverse."""

FIRST_SCALE = 0.3
"""What the first weights are multiplied by: less makes the plateaus longer."""


def deep_linear(recipe: Recipe, rng: np.random.Generator) -> DenseModel:
    """Build a network without activations that starts near a saddle (Saxe 2014)."""
    model = DenseModel(_modes, SQUARED, replace(recipe, activation="identity"), rng)
    model.parameters *= FIRST_SCALE
    return model


def _modes(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw a map from eight inputs to six outputs that has four modes."""
    inputs = rng.normal(0, 1, (examples, 8))
    left = np.linalg.qr(rng.normal(0, 1, (8, len(MODES))))[0]
    right = np.linalg.qr(rng.normal(0, 1, (6, len(MODES))))[0]
    targets = inputs @ (left * MODES) @ right.T
    return Data(inputs, targets + 0.5 * noise * rng.normal(0, 1, targets.shape))
