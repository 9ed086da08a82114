"""Small pictures of shapes at any place, for a convolution, a pooling and a dense layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import CROSS_ENTROPY, DOUBLE_SOFTMAX
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Weights, activate, derivative, spoil
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import one_hot
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

SIDE, KERNEL = 6, 3
"""Pixels of a picture's side and of a filter's."""

POOLS, POOLED = 4, 4
"""Quarters of the 4 x 4 filtered pixels, and the pixels of each."""

SHAPES = np.array(
    [
        [0, 0, 0, 1, 1, 1, 0, 0, 0],
        [0, 1, 0, 0, 1, 0, 0, 1, 0],
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0, 0, 1, 0, 1, 0, 1, 0, 0],
        [0, 1, 0, 1, 1, 1, 0, 1, 0],
        [1, 1, 1, 1, 0, 1, 1, 1, 1],
    ],
    dtype=float,
).reshape(-1, KERNEL, KERNEL)
"""Two bars, two diagonals, a cross and a ring."""


class ConvolutionModel(TableModel):
    """softmax(dense(max pooling(activation(convolution)))) with up to six filters."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        filters, classes = min(recipe.hidden, 6), len(SHAPES)
        super().__init__((KERNEL**2, filters), (filters,), (POOLS * filters, classes), (classes,))
        self.activation = recipe.activation
        self._initialise(recipe.initialisation, rng)
        count = recipe.examples + recipe.validation_examples
        pictures, labels = _pictures(count, recipe.noise, rng)
        training, held_back = split_examples(pictures, one_hot(labels, classes), recipe, rng)
        self.patches, self.targets = _patches(training[0]), training[1]
        self.validation_patches, self.validation_targets = _patches(held_back[0]), held_back[1]
        self.examples = recipe.examples
        self.loss = DOUBLE_SOFTMAX if recipe.double_softmax else CROSS_ENTROPY
        self.trivial = self.loss.trivial(self.targets)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean cross-entropy of the batch; fills the gradient."""
        patches, targets = self.patches[batch], self.targets[batch]
        if corruption:
            patches, targets = patches * (1 + corruption), np.roll(targets, 1, axis=0)
        filtered, pooled, outputs = self._forward(patches)
        loss, upstream = self.loss.value_and_gradient(outputs, targets)
        kernel, kernel_bias, dense, dense_bias = self.slopes
        np.matmul(pooled.T, upstream, out=dense)
        upstream.sum(axis=0, out=dense_bias)
        inner = (upstream @ self.tables[2].T).reshape(len(batch), POOLS, 1, -1)
        highest = filtered.argmax(axis=2)[:, :, None, :]
        inner = inner * (np.arange(POOLED)[:, None] == highest)
        inner *= derivative(filtered, self.activation)
        flat = inner.reshape(-1, kernel.shape[1])
        np.matmul(patches.reshape(-1, KERNEL**2).T, flat, out=kernel)
        flat.sum(axis=0, out=kernel_bias)
        return loss

    def full_loss(self) -> float:
        """Loss of all training pictures."""
        return self.loss.value(self._forward(self.patches)[2], self.targets)

    def validation_loss(self) -> float:
        """Loss of pictures never trained on."""
        return self.loss.value(self._forward(self.validation_patches)[2], self.validation_targets)

    def shift(self) -> None:
        """From here on the pictures are negatives."""
        self.patches = 0.5 - self.patches

    def dead_share(self) -> float:
        """Share of the filters that are zero everywhere."""
        if self.activation != "relu":
            return 0.0
        return float((self._forward(self.patches)[0] <= 0).all(axis=(0, 1, 2)).mean())

    def _initialise(self, style: str, rng: np.random.Generator) -> None:
        kernel, kernel_bias, dense, dense_bias = self.tables
        gain = 1.4 if self.activation == "relu" else 1.0
        kernel[...] = rng.normal(0, gain / KERNEL, kernel.shape)
        dense[...] = rng.normal(0, 0.3 / np.sqrt(len(dense)), dense.shape)
        spoil(Weights(kernel, kernel_bias), style, last=False)
        spoil(Weights(dense, dense_bias), style, last=True)

    def _forward(self, patches: Floats) -> tuple[Floats, Floats, Floats]:
        """(n, pools, pooled, filters) filtered, (n, pools * filters) pooled, (n, classes)."""
        kernel, kernel_bias, dense, dense_bias = self.tables
        sums = patches.reshape(-1, KERNEL**2) @ kernel + kernel_bias
        filtered = activate(sums, self.activation).reshape(len(patches), POOLS, POOLED, -1)
        pooled = filtered.max(axis=2).reshape(len(patches), -1)
        return filtered, pooled, pooled @ dense + dense_bias


def _pictures(count: int, noise: float, rng: np.random.Generator) -> tuple[Floats, Indices]:
    """(n, side, side) pictures and (n,) labels; noise blurs every pixel."""
    labels = rng.integers(0, len(SHAPES), count)
    pictures = noise * rng.normal(0, 1, (count, SIDE, SIDE))
    places = rng.integers(0, SIDE - KERNEL + 1, (count, 2))
    for picture, label, (row, column) in zip(pictures, labels, places, strict=True):
        picture[row : row + KERNEL, column : column + KERNEL] += SHAPES[label]
    return pictures, labels


def _patches(pictures: Floats) -> Floats:
    """(n, pools, pooled, kernel pixels), so that a convolution is one product of matrices."""
    windows = np.lib.stride_tricks.sliding_window_view(pictures, (KERNEL, KERNEL), axis=(1, 2))
    quarters = windows.reshape(len(pictures), 2, 2, 2, 2, KERNEL**2).swapaxes(2, 3)
    return np.ascontiguousarray(quarters).reshape(len(pictures), POOLS, POOLED, KERNEL**2)
