"""The kinds of task of the zoo, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.accuracy.zoo.losses import ABSOLUTE, CROSS_ENTROPY, SQUARED, Loss
from tests.accuracy.zoo.model import Model
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks import classification, regression
from tests.accuracy.zoo.tasks.dense import DenseModel, Draw
from tests.accuracy.zoo.tasks.factorisation import FactorisationModel
from tests.accuracy.zoo.tasks.language import LanguageModel
from tests.accuracy.zoo.tasks.mixture import LIKELIHOOD, branches
from tests.accuracy.zoo.tasks.reward import BanditModel, GridModel
from tests.accuracy.zoo.tasks.sequence import SequenceModel
from tests.accuracy.zoo.tasks.stumps import StumpsModel


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of task, and what trains it in a healthy way."""

    build: Callable[[Recipe, np.random.Generator], Model]
    """Draws data and first weights."""
    sgd_rate: float
    """A rate at which plain gradient descent does well."""
    adam_rate: float
    """The same for Adam."""
    steps: int
    """A length at which about half of the healthy runs have settled."""
    layers: tuple[int, int] = (1, 2)
    """Least and most hidden layers."""
    examples: tuple[int, int] = (60, 500)
    """Least and most training examples."""
    classes: bool = False
    """Whether the loss is a softmax cross-entropy."""
    reward: bool = False
    """Whether a reward is earned."""
    optimizers: tuple[str, ...] = ()
    """The only optimizers that make sense; none named means any."""


def _dense(draw: Draw, loss: Loss) -> Callable[[Recipe, np.random.Generator], Model]:
    def build(recipe: Recipe, rng: np.random.Generator) -> Model:
        return DenseModel(draw, loss, recipe, rng)

    return build


TASKS: dict[str, Task] = {
    "blobs": Task(_dense(classification.blobs, CROSS_ENTROPY), 0.2, 0.01, 500, classes=True),
    "spirals": Task(_dense(classification.spirals, CROSS_ENTROPY), 0.5, 0.02, 1500, classes=True),
    "parity": Task(_dense(classification.parity, CROSS_ENTROPY), 0.3, 0.01, 800, classes=True),
    "glyphs": Task(_dense(classification.glyphs, CROSS_ENTROPY), 0.2, 0.005, 600, classes=True),
    "modular_addition": Task(
        _dense(classification.modular_addition, CROSS_ENTROPY), 0.3, 0.01, 900, classes=True
    ),
    "many_classes": Task(
        _dense(classification.many_classes, CROSS_ENTROPY), 0.5, 0.03, 600, (0, 0), classes=True
    ),
    "linear": Task(_dense(regression.linear, SQUARED), 0.05, 0.02, 300, (0, 0)),
    "ill_conditioned": Task(_dense(regression.ill_conditioned, SQUARED), 0.15, 0.05, 900, (0, 0)),
    "teacher": Task(_dense(regression.teacher, SQUARED), 0.05, 0.01, 1000),
    "friedman": Task(_dense(regression.friedman, SQUARED), 0.05, 0.01, 1000),
    "sine": Task(_dense(regression.sine, SQUARED), 0.1, 0.02, 1000),
    "robust": Task(_dense(regression.robust, ABSOLUTE), 0.05, 0.01, 500, (0, 1)),
    "autoencoder": Task(_dense(regression.autoencoder, SQUARED), 0.5, 0.01, 800, (1, 1)),
    "mixture": Task(_dense(branches, LIKELIHOOD), 0.05, 0.01, 900),
    "sequence": Task(SequenceModel, 0.1, 0.01, 400),
    "language": Task(LanguageModel, 1.0, 0.02, 500, examples=(150, 700), classes=True),
    "factorisation": Task(FactorisationModel, 0.3, 0.02, 700, examples=(150, 500)),
    "stumps": Task(StumpsModel, 0.2, 0.2, 250, optimizers=("sgd",)),
    "bandit": Task(BanditModel, 0.5, 0.03, 700, reward=True),
    "grid": Task(GridModel, 0.5, 0.05, 300, reward=True, optimizers=("sgd", "momentum")),
}
"""By name."""
