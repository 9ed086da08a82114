"""Glyphs of which every batch sees other pixels: the logged loss is noisy and too high."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import CROSS_ENTROPY
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.classification import glyphs
from tests.accuracy.zoo.tasks.dense import DenseModel

Floats = NDArray[np.float64]


class DropoutModel(DenseModel):
    """Drop fresh inputs of every batch (Srivastava et al. 2014), and none where it is judged."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        super().__init__(glyphs, CROSS_ENTROPY, recipe, rng)
        self.kept = rng.uniform(0.4, 0.8)
        self.rng = rng

    def drawn(self, batch: Indices) -> tuple[Floats, Floats]:
        """Give the batch with inputs dropped, and the others scaled up."""
        inputs, targets = super().drawn(batch)
        return inputs * (self.rng.random(inputs.shape) < self.kept) / self.kept, targets
