"""Tasks for a dense network: the kinds differ only in their data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import DOUBLE_SOFTMAX, Loss
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Network
from tests.accuracy.zoo.recipe import Recipe

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Data:
    """Examples of a task: (n, inputs) and (n, outputs), labels one-hot."""

    inputs: Floats
    """(n, inputs)."""
    targets: Floats
    """(n, outputs)."""


Draw = Callable[[int, float, np.random.Generator], Data]
"""(examples, noise, rng) -> Data; training and validation are one draw, split afterwards."""


class DenseModel:
    """A dense network, its training and its validation examples."""

    best_possible: float | None = None

    def __init__(self, draw: Draw, loss: Loss, recipe: Recipe, rng: np.random.Generator) -> None:
        data = draw(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        inputs, targets = data.inputs, data.targets
        if recipe.constant_input:
            inputs = np.full_like(inputs, 0.5)
        self.loss = DOUBLE_SOFTMAX if recipe.double_softmax else loss
        self.examples = recipe.examples
        self.inputs, self.validation_inputs = np.split(inputs, [self.examples])
        self.targets, self.validation_targets = np.split(targets, [self.examples])
        self.targets = corrupt_labels(self.targets, recipe.label_corruption, rng)
        if recipe.ordering == "sorted":
            order = np.lexsort((self.targets @ np.arange(1, targets.shape[1] + 1.0),))
            self.inputs, self.targets = self.inputs[order], self.targets[order]
        self.trivial = self.loss.trivial(self.targets)
        hidden = [recipe.hidden] * recipe.layers
        self.network = Network([inputs.shape[1], *hidden, targets.shape[1]], recipe.activation)
        self.network.initialise(recipe.initialisation, rng)
        self.parameters, self.gradient = self.network.parameters, self.network.gradient

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean loss of the batch; fills the gradient."""
        inputs, targets = self.drawn(batch)
        if corruption:
            inputs, targets = inputs * (1 + corruption), np.roll(targets, 1, axis=0)
        stages = self.network.forward(inputs)
        loss, upstream = self.loss.value_and_gradient(stages[-1], targets)
        self.network.backward(stages, upstream)
        return loss

    def drawn(self, batch: Indices) -> tuple[Floats, Floats]:
        """Give the inputs and targets of a batch; where they are augmented, anew every time."""
        return self.inputs[batch], self.targets[batch]

    def full_loss(self) -> float:
        """Loss of all training examples."""
        return self.loss.value(self.network.outputs(self.inputs), self.targets)

    def validation_loss(self) -> float:
        """Loss of the validation examples."""
        outputs = self.network.outputs(self.validation_inputs)
        return self.loss.value(outputs, self.validation_targets)

    def shift(self) -> None:
        """From here on the inputs come reversed in feature order and with another sign."""
        self.inputs = -self.inputs[:, ::-1] + 0.5

    def dead_share(self) -> float:
        """Share of hidden units that are zero on every training example."""
        return self.network.dead_share(self.inputs)


def corrupt_labels(targets: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Shuffle a share of the targets among their examples."""
    chosen = np.flatnonzero(rng.random(len(targets)) < share)
    corrupted = targets.copy()
    corrupted[chosen] = targets[rng.permutation(chosen)]
    return corrupted


def one_hot(labels: Indices, classes: int) -> Floats:
    """Whole numbers of any shape to (..., classes)."""
    return np.eye(classes)[labels]
