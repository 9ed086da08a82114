"""What every task of the zoo offers to the trainer."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class Model(Protocol):
    """A model with its data: parameters and gradient are flat vectors, changed in place."""

    parameters: Floats
    gradient: Floats
    examples: int
    """Number of training examples, from which batches are drawn."""
    trivial: float
    """Loss of the trivial predictor."""
    best_possible: float | None
    """Of a negated reward: the least that can be reached."""

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Loss of the examples of a batch; fills ``gradient``.  Corruption > 0 spoils the batch."""

    def full_loss(self) -> float:
        """Noise-free loss on the whole training set."""

    def validation_loss(self) -> float:
        """Noise-free loss on examples never trained on."""

    def shift(self) -> None:
        """Change the distribution of the data."""

    def dead_share(self) -> float:
        """Share of the hidden units that are zero on every example."""
