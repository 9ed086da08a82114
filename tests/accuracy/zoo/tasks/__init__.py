"""The kinds of task of the zoo, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.accuracy.zoo.losses import ABSOLUTE, CROSS_ENTROPY, SQUARED, Loss
from tests.accuracy.zoo.model import Model
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks import binary, classification, images, regression, tabular
from tests.accuracy.zoo.tasks.augmentation import DropoutModel
from tests.accuracy.zoo.tasks.categorical import CategoricalModel
from tests.accuracy.zoo.tasks.contrastive import ContrastiveModel
from tests.accuracy.zoo.tasks.control import ControlModel
from tests.accuracy.zoo.tasks.convolution import ConvolutionModel
from tests.accuracy.zoo.tasks.coordinates import coordinates
from tests.accuracy.zoo.tasks.counts import DEVIANCE, counts
from tests.accuracy.zoo.tasks.deep_linear import deep_linear
from tests.accuracy.zoo.tasks.denoising import DenoiserModel
from tests.accuracy.zoo.tasks.dense import DenseModel, Draw
from tests.accuracy.zoo.tasks.density import DensityModel
from tests.accuracy.zoo.tasks.distillation import DIVERGENCE, imitation
from tests.accuracy.zoo.tasks.embedding import EmbeddingModel
from tests.accuracy.zoo.tasks.factorisation import FactorisationModel
from tests.accuracy.zoo.tasks.gated import GatedModel
from tests.accuracy.zoo.tasks.language import LanguageModel
from tests.accuracy.zoo.tasks.mixture import LIKELIHOOD, branches
from tests.accuracy.zoo.tasks.quantiles import PINBALL, forecasts
from tests.accuracy.zoo.tasks.ranking import RankingModel
from tests.accuracy.zoo.tasks.residual import ResidualModel
from tests.accuracy.zoo.tasks.reward import BanditModel, GridModel
from tests.accuracy.zoo.tasks.sequence import SequenceModel
from tests.accuracy.zoo.tasks.stumps import StumpsModel
from tests.accuracy.zoo.tasks.trees import LOGISTIC, SQUARED_ERROR, Objective, TreesModel
from tests.accuracy.zoo.tasks.variational import VariationalModel


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
    likelihood: bool = False
    """Whether the loss is a density's likelihood, whose zero is a matter of units."""
    optimizers: tuple[str, ...] = ()
    """The only optimizers that make sense; none named means any."""
    fixed: frozenset[str] = frozenset()
    """Fields of a recipe's network that the model does not go by."""


ADAPTIVE = ("adam", "adamw", "rmsprop", "adagrad")
"""Optimizers that do not mind the size of the gradient."""

ONE_CELL = frozenset({"layers", "activation"})
"""Fixed in a model whose one layer, or table, is of its own kind."""


def _dense(draw: Draw, loss: Loss) -> Callable[[Recipe, np.random.Generator], Model]:
    def build(recipe: Recipe, rng: np.random.Generator) -> Model:
        return DenseModel(draw, loss, recipe, rng)

    return build


def _boosted(objective: Objective) -> Callable[[Recipe, np.random.Generator], Model]:
    def build(recipe: Recipe, rng: np.random.Generator) -> Model:
        return TreesModel(objective, recipe, rng)

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
    "mixture": Task(_dense(branches, LIKELIHOOD), 0.05, 0.01, 900, likelihood=True),
    "sequence": Task(SequenceModel, 0.1, 0.01, 400, fixed=ONE_CELL),
    "language": Task(
        LanguageModel,
        1.0,
        0.02,
        500,
        examples=(150, 700),
        classes=True,
        fixed=ONE_CELL | {"hidden"},
    ),
    "factorisation": Task(FactorisationModel, 0.3, 0.02, 700, examples=(150, 500), fixed=ONE_CELL),
    "stumps": Task(StumpsModel, 0.2, 0.2, 250, (0, 0), optimizers=("sgd",)),
    "bandit": Task(BanditModel, 0.5, 0.03, 700, (0, 0), reward=True),
    "grid": Task(GridModel, 0.5, 0.05, 300, (0, 0), reward=True, optimizers=("sgd", "momentum")),
    "moons": Task(_dense(images.moons, CROSS_ENTROPY), 0.5, 0.005, 500, classes=True),
    "digits": Task(
        _dense(images.digits, CROSS_ENTROPY), 0.3, 0.005, 500, (1, 1), (60, 250), classes=True
    ),
    "tumours": Task(_dense(tabular.tumours, binary.LOG_LOSS), 0.2, 0.005, 1200, (0, 1)),
    "disease": Task(_dense(tabular.disease, SQUARED), 0.02, 1.0, 500, (0, 0)),
    "prices": Task(_dense(tabular.prices, SQUARED), 0.001, 0.02, 800, optimizers=ADAPTIVE),
    "wines": Task(_dense(tabular.wines, CROSS_ENTROPY), 0.03, 0.005, 800, (0, 1), classes=True),
    "tags": Task(_dense(binary.tags, binary.LOG_LOSS), 1.0, 0.02, 800, (0, 1), (60, 300)),
    "clicks": Task(
        _dense(binary.clicks, binary.LOG_LOSS), 0.3, 0.01, 1000, (0, 0), examples=(500, 1500)
    ),
    "margin": Task(_dense(binary.margin, binary.HINGE), 0.2, 0.01, 1000, (0, 1)),
    "counts": Task(_dense(counts, DEVIANCE), 0.01, 0.01, 1000, (0, 1)),
    "forecasts": Task(_dense(forecasts, PINBALL), 0.3, 0.01, 1000, (1, 1)),
    "coordinates": Task(_dense(coordinates, SQUARED), 0.1, 0.003, 400, (0, 1)),
    "imitation": Task(_dense(imitation, DIVERGENCE), 0.4, 0.007, 700, examples=(60, 300)),
    "dropout": Task(DropoutModel, 0.15, 0.003, 300, (1, 1), (60, 300), classes=True),
    "denoiser": Task(DenoiserModel, 0.15, 0.01, 600, examples=(60, 250)),
    "deep_linear": Task(deep_linear, 0.05, 0.003, 500, (2, 3), fixed=frozenset({"activation"})),
    "density": Task(DensityModel, 0.15, 0.015, 500, (0, 0), examples=(60, 300), likelihood=True),
    "convolution": Task(
        ConvolutionModel,
        0.4,
        0.01,
        500,
        (1, 1),
        examples=(60, 120),
        classes=True,
        fixed=frozenset({"layers"}),
    ),
    "residual": Task(ResidualModel, 0.3, 0.015, 500, examples=(80, 300), classes=True),
    "gated": Task(GatedModel, 0.1, 0.02, 250, (1, 1), examples=(60, 150), fixed=ONE_CELL),
    "variational": Task(VariationalModel, 0.08, 0.02, 900, (1, 1), examples=(60, 200)),
    "contrastive": Task(ContrastiveModel, 0.15, 0.01, 500, (0, 1), examples=(60, 300)),
    "embedding": Task(EmbeddingModel, 2.0, 0.03, 600, (0, 0), examples=(120, 500)),
    "ranking": Task(RankingModel, 1.0, 0.015, 500, (0, 0), examples=(150, 600)),
    "categorical": Task(CategoricalModel, 2.0, 0.03, 500, (0, 0), examples=(200, 700)),
    "boosted_classes": Task(
        _boosted(LOGISTIC), 0.3, 0.3, 600, (0, 0), examples=(100, 800), optimizers=("sgd",)
    ),
    "boosted_values": Task(_boosted(SQUARED_ERROR), 0.2, 0.2, 250, (0, 0), optimizers=("sgd",)),
    "control": Task(ControlModel, 0.03, 0.04, 200, (0, 0), examples=(60, 120), reward=True),
}
"""By name."""
