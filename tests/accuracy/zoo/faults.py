"""What goes wrong in trainings: every fault changes a healthy recipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks import TASKS

Fault = Callable[[Recipe, np.random.Generator], Recipe]

USUAL_BATCH, FEWEST_BATCHES = 32, 4
"""Of an epoch whose order matters: one batch of everything has no order."""

WITH_MOMENTUM = {"sgd": "momentum", "rmsprop": "adam", "adagrad": "adam"}
"""Optimizers without a momentum, and the nearest that has one."""


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number evenly on a log scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _stopped_early(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, length=between(rng, 0.02, 0.25))


def _rate_too_small(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, learning_rate=recipe.learning_rate * between(rng, 1e-4, 0.05))


def _rate_too_large(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, learning_rate=recipe.learning_rate * between(rng, 4, 100))


def _stability_edge(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    """Full batches at a rate near where gradient descent stops being stable."""
    rate = recipe.learning_rate * between(rng, 3, 30)
    return replace(recipe, learning_rate=rate, batch=0, schedule="constant")


def _momentum_too_high(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    optimizer = WITH_MOMENTUM.get(recipe.optimizer, recipe.optimizer)
    momentum = 1 - between(rng, 0.00001, 0.01)
    return replace(recipe, optimizer=optimizer, momentum=momentum)


def _decayed_early(recipe: Recipe, _rng: np.random.Generator) -> Recipe:
    return replace(recipe, schedule="early_decay")


def _too_few_data(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    examples = int(between(rng, 8, 50))
    return replace(recipe, examples=examples, batch=min(recipe.batch, examples))


def _label_corruption(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, label_corruption=float(rng.uniform(0.4, 1.0)))


def _sorted(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    rate = recipe.learning_rate * between(rng, 0.5, 6)
    batch = min(recipe.batch or USUAL_BATCH, recipe.examples // FEWEST_BATCHES)
    return replace(recipe, ordering="sorted", batch=batch, learning_rate=rate)


def _batch_of_one(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    rate = recipe.learning_rate * between(rng, 0.2, 3)
    return replace(recipe, batch=1, learning_rate=rate)


def _corrupt_batches(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    places = tuple(float(place) for place in rng.uniform(0.1, 0.95, int(rng.integers(1, 6))))
    return replace(recipe, corrupt_at=places, corruption=between(rng, 1, 40))


def _data_shift(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, shift_at=float(rng.uniform(0.3, 0.9)))


def _constant_input(recipe: Recipe, _rng: np.random.Generator) -> Recipe:
    return replace(recipe, constant_input=True)


def _with_hidden_layer(recipe: Recipe) -> Recipe:
    """For faults that have no effect without one."""
    return replace(recipe, layers=max(1, recipe.layers))


def _too_small_model(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(_with_hidden_layer(recipe), hidden=int(rng.integers(1, 3)))


def _initialised(style: str) -> Fault:
    def apply(recipe: Recipe, rng: np.random.Generator) -> Recipe:
        activation = recipe.activation
        if style == "saturated":
            activation = str(rng.choice(["sigmoid", "tanh"]))
        if style == "dead":
            activation = "relu"
        return replace(_with_hidden_layer(recipe), initialisation=style, activation=activation)

    return apply


def _vanishing_gradient(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, activation="sigmoid", layers=int(rng.integers(4, 7)))


def _double_softmax(recipe: Recipe, _rng: np.random.Generator) -> Recipe:
    return replace(recipe, double_softmax=True)


def _frozen(recipe: Recipe, _rng: np.random.Generator) -> Recipe:
    return replace(recipe, frozen=True)


def _gradients_kept(recipe: Recipe, _rng: np.random.Generator) -> Recipe:
    return replace(recipe, accumulate=True)


def _weight_decay(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, weight_decay=between(rng, 0.05, 2.0))


def _overflow(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    rate = recipe.learning_rate * between(rng, 30, 3000)
    return replace(recipe, learning_rate=rate, stop_on_nan=bool(rng.random() < 0.5))


def _half_overflow(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    """Loss scales from where gradients vanish to where they overflow."""
    scale = between(rng, 1e5, 1e8) if rng.random() < 0.6 else between(rng, 1e-6, 1e-4)
    return replace(recipe, half_precision=scale, stop_on_nan=bool(rng.random() < 0.5))


def _killed(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    return replace(recipe, kill_at=float(rng.uniform(0.1, 0.8)))


def _resumed(recipe: Recipe, rng: np.random.Generator) -> Recipe:
    save = float(rng.uniform(0.2, 0.7))
    crash = save + float(rng.uniform(0.1, 0.25))  # At least one step of the shortest run.
    return replace(recipe, resume=(save, crash), keep_optimizer_state=bool(rng.random() < 0.5))


FAULTS: dict[str, tuple[float, Fault]] = {
    "stopped_early": (10, _stopped_early),
    "lr_too_small": (9, _rate_too_small),
    "lr_too_large": (14, _rate_too_large),
    "lr_at_stability_edge": (10, _stability_edge),
    "momentum_too_high": (9, _momentum_too_high),
    "lr_decayed_too_early": (2, _decayed_early),
    "too_few_data": (9, _too_few_data),
    "label_corruption": (6, _label_corruption),
    "unshuffled_sorted": (7, _sorted),
    "batch_size_1": (6, _batch_of_one),
    "corrupt_batches": (9, _corrupt_batches),
    "data_shift": (2, _data_shift),
    "constant_input": (2, _constant_input),
    "too_small_model": (4, _too_small_model),
    "zero_init": (3, _initialised("zero")),
    "const_init": (2, _initialised("constant")),
    "huge_init": (3, _initialised("huge")),
    "saturated_sigmoid": (3, _initialised("saturated")),
    "dead_relu": (5, _initialised("dead")),
    "vanishing_gradient": (3, _vanishing_gradient),
    "double_softmax": (2, _double_softmax),
    "optimizer_not_stepping": (3, _frozen),
    "zero_grad_forgotten": (4, _gradients_kept),
    "weight_decay_too_strong": (3, _weight_decay),
    "numeric_overflow": (6, _overflow),
    "numeric_overflow_fp16": (4, _half_overflow),
    "late_drop": (3, _initialised("tiny")),  # The run first has to leave a saddle.
    "killed_truncated": (3, _killed),
    "resumed_duplicate_steps": (6, _resumed),
}
"""By the name that the published truth files use, with a weight."""

HIDDEN_FAULTS = {
    "too_small_model": frozenset({"hidden"}),
    "zero_init": frozenset({"initialisation"}),
    "const_init": frozenset({"initialisation"}),
    "huge_init": frozenset({"initialisation"}),
    "saturated_sigmoid": frozenset({"initialisation", "activation"}),
    "dead_relu": frozenset({"initialisation", "activation"}),
    "vanishing_gradient": frozenset({"layers", "activation"}),
    "late_drop": frozenset({"initialisation"}),
}
"""Faults of hidden layers, with the fields of a recipe's network that they are made of."""


AIMED_FAULTS = {
    "oscillating": (
        "lr_too_large",
        "lr_at_stability_edge",
        "momentum_too_high",
        "unshuffled_sorted",
        "batch_size_1",
    ),
    "diverged": (
        "lr_too_large",
        "lr_at_stability_edge",
        "zero_grad_forgotten",
        "momentum_too_high",
    ),
    "stuck": (
        "zero_init",
        "const_init",
        "dead_relu",
        "constant_input",
        "optimizer_not_stepping",
        "label_corruption",
        "lr_too_small",
        "numeric_overflow_fp16",
        "weight_decay_too_strong",
    ),
}
"""Faults that often lead to an outcome, for runs that are drawn with that aim."""


def possible_faults(task: str) -> list[str]:
    """Faults that can be injected into a kind of task."""
    kind = TASKS[task]
    names = set(FAULTS)
    if kind.layers[1] == 0:
        names -= set(HIDDEN_FAULTS)
    names -= {name for name, made_of in HIDDEN_FAULTS.items() if made_of & kind.fixed}
    if not kind.classes:
        names.discard("double_softmax")
    if kind.optimizers == ("sgd",):
        names.discard("momentum_too_high")
    return [name for name in FAULTS if name in names]
