"""Find the middle one of three numbers: a residual network with layer norm."""

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

NUMBERS = 3
"""Of which the middle one is to be found."""

EPSILON = 1e-5
"""Added to the variance in a layer norm, as is usual."""


class ResidualModel(TableModel):
    """x = embed(numbers); x += out(activation(in(norm(x)))) in every block; head(norm(x))."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        width = max(2, recipe.hidden)
        self.activation = recipe.activation
        block = ((width, width), (width,), (width, width), (width,))
        first, last = ((NUMBERS, width), (width,)), ((width, NUMBERS), (NUMBERS,))
        super().__init__(*first, *(block * recipe.layers), *last)
        self._initialise(recipe.initialisation, rng)
        count = recipe.examples + recipe.validation_examples
        inputs, labels = _numbers(count, recipe.noise, rng)
        training, held_back = split_examples(inputs, one_hot(labels, NUMBERS), recipe, rng)
        self.inputs, self.targets = training
        self.validation_inputs, self.validation_targets = held_back
        self.examples = recipe.examples
        self.loss = DOUBLE_SOFTMAX if recipe.double_softmax else CROSS_ENTROPY
        self.trivial = self.loss.trivial(self.targets)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean cross-entropy of the batch; fills the gradient."""
        inputs, targets = self.inputs[batch], self.targets[batch]
        if corruption:
            inputs, targets = inputs * (1 + corruption), np.roll(targets, 1, axis=0)
        normed, hidden, outputs = self._forward(inputs)
        loss, upstream = self.loss.value_and_gradient(outputs, targets)
        self._fill(-2, normed[-1][0], upstream)
        stream = _norm_gradient(upstream @ self.tables[-2].T, *normed[-1])
        for block in range(len(hidden) - 1, -1, -1):
            at = 2 + 4 * block
            self._fill(at + 2, hidden[block], stream)
            inner = stream @ self.tables[at + 2].T * derivative(hidden[block], self.activation)
            self._fill(at, normed[block][0], inner)
            stream = stream + _norm_gradient(inner @ self.tables[at].T, *normed[block])
        self._fill(0, inputs, stream)
        return loss

    def full_loss(self) -> float:
        """Loss of all training examples."""
        return self.loss.value(self._forward(self.inputs)[2], self.targets)

    def validation_loss(self) -> float:
        """Loss of examples never trained on."""
        return self.loss.value(self._forward(self.validation_inputs)[2], self.validation_targets)

    def shift(self) -> None:
        """From here on each number comes at another place."""
        self.inputs = np.roll(self.inputs, 1, axis=1)

    def dead_share(self) -> float:
        """Share of the hidden units that are zero on every training example."""
        hidden = self._forward(self.inputs)[1]
        if self.activation != "relu" or not hidden:
            return 0.0
        return float(np.concatenate([(units <= 0).all(axis=0) for units in hidden]).mean())

    def _initialise(self, style: str, rng: np.random.Generator) -> None:
        for matrix, bias in zip(self.tables[::2], self.tables[1::2], strict=True):
            last = matrix is self.tables[-2]
            scale = (0.3 if last else 1.0) / np.sqrt(len(matrix))
            matrix[...] = rng.normal(0, scale, matrix.shape)
            spoil(Weights(matrix, bias), style, last)

    def _forward(self, inputs: Floats) -> tuple[list[tuple[Floats, Floats]], list[Floats], Floats]:
        """Normed streams with their inverse deviations, hidden units of the blocks, outputs."""
        stream = inputs @ self.tables[0] + self.tables[1]
        normed, hidden = [_norm(stream)], []
        for at in range(2, len(self.tables) - 2, 4):
            sums = normed[-1][0] @ self.tables[at] + self.tables[at + 1]
            hidden.append(activate(sums, self.activation))
            stream = stream + hidden[-1] @ self.tables[at + 2] + self.tables[at + 3]
            normed.append(_norm(stream))
        return normed, hidden, normed[-1][0] @ self.tables[-2] + self.tables[-1]

    def _fill(self, at: int, inputs: Floats, upstream: Floats) -> None:
        """Gradient of the layer whose matrix is table ``at``."""
        np.matmul(inputs.T, upstream, out=self.slopes[at])
        upstream.sum(axis=0, out=self.slopes[at + 1])


def _norm(stream: Floats) -> tuple[Floats, Floats]:
    """Rows of mean 0 and variance 1, and the inverse deviation of each (n, 1)."""
    centred = stream - stream.mean(axis=1, keepdims=True)
    inverse = 1 / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + EPSILON)
    return centred * inverse, inverse


def _norm_gradient(upstream: Floats, normed: Floats, inverse: Floats) -> Floats:
    along = (upstream * normed).mean(axis=1, keepdims=True)
    gradient: Floats = upstream - upstream.mean(axis=1, keepdims=True) - normed * along
    gradient *= inverse
    return gradient


def _numbers(count: int, noise: float, rng: np.random.Generator) -> tuple[Floats, Indices]:
    """(n, numbers) and the place of the middle one; noise blurs what is compared."""
    inputs = rng.normal(0, 1, (count, NUMBERS))
    compared = inputs + 0.2 * noise * rng.normal(0, 1, inputs.shape)
    return inputs, np.argsort(compared, axis=1)[:, 1]
