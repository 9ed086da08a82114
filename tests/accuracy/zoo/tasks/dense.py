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
from tests.accuracy.zoo.tasks.examples import split_examples

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
        training, held_back = split_examples(data.inputs, data.targets, recipe, rng)
        self.inputs, self.targets = training
        self.validation_inputs, self.validation_targets = held_back
        self.examples = recipe.examples
        self.loss = DOUBLE_SOFTMAX if recipe.double_softmax else loss
        self.trivial = self.loss.trivial(self.targets)
        hidden = [recipe.hidden] * recipe.layers
        widths = [self.inputs.shape[1], *hidden, self.targets.shape[1]]
        self.network = Network(widths, recipe.activation)
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


def one_hot(labels: Indices, classes: int) -> Floats:
    """Whole numbers of any shape to (..., classes)."""
    return np.eye(classes)[labels]
