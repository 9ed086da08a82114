"""One model on its way through one recipe, a step at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices, Model
from tests.accuracy.zoo.optimizers import OPTIMIZERS, State
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.schedules import CONTINUATION_FLOOR, SCHEDULES, PlateauDecay
from tests.accuracy.zoo.tasks import TASKS

Floats = NDArray[np.float64]

PLATEAU_CHECKS = 40
"""Looks that a decay on plateau takes at the loss in a run."""

SINGLE_OVERFLOW = float(np.finfo(np.float32).max)
"""Trainings and their logs hold float32; what is larger is infinite there."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a resumed run gets back."""

    step: int
    """Steps taken when it was saved."""
    parameters: Floats
    """Weights."""
    state: State
    """What the optimizer remembered."""


class Trainer:
    """Steps a model through a recipe."""

    def __init__(self, recipe: Recipe, key: tuple[int, ...]) -> None:
        self.recipe = recipe
        self.model: Model = TASKS[recipe.task].build(recipe, np.random.default_rng([*key, 1]))
        self.rng = np.random.default_rng([*key, 2])
        self.batch = min(recipe.batch or self.model.examples, self.model.examples)
        self.steps_per_epoch = max(1, self.model.examples // self.batch)
        self.state = State.empty(self.model.parameters.size)
        self.accumulated = np.zeros(self.model.parameters.size)
        self.plateau = PlateauDecay()
        self.recent: list[float] = []
        self.count = 0
        self.held_rate: float | None = None
        self.order: Indices = np.arange(self.model.examples)

    def rate(self) -> float:
        """Learning rate of the coming step."""
        if self.held_rate is not None:
            return self.held_rate
        place = self.count / self.recipe.steps
        factor = SCHEDULES[self.recipe.schedule](place) * self.plateau.factor
        return self.recipe.learning_rate * factor

    def hold_rate(self) -> None:
        """From here on the rate stays at its last value, but no less than 1 % of the peak."""
        self.count -= 1
        last, floor = self.rate(), CONTINUATION_FLOOR * self.recipe.learning_rate
        self.count += 1
        self.held_rate = max(last, floor) if last < self.recipe.learning_rate else last

    def step(self, corruption: float = 0.0) -> float:
        """Take one step; returns the loss of its batch."""
        loss = single(self.model.loss_and_gradient(self._next_batch(), corruption))
        rate, recipe, parameters = self.rate(), self.recipe, self.model.parameters
        if not recipe.frozen:
            if recipe.weight_decay and recipe.optimizer == "adamw":
                parameters *= 1 - rate * recipe.weight_decay
            OPTIMIZERS[recipe.optimizer](
                parameters, self._seen_gradient(), rate, recipe.momentum, self.state
            )
        self.count += 1
        if recipe.schedule == "plateau" and self.held_rate is None:
            self._watch(loss)
        return loss

    def broken(self) -> bool:
        """Whether a parameter is no longer a finite float32."""
        return not bool((np.abs(self.model.parameters) < SINGLE_OVERFLOW).all())

    def checkpoint(self) -> Checkpoint:
        """Save what a resumed run needs."""
        return Checkpoint(self.count, self.model.parameters.copy(), self.state.copy())

    def restore(self, saved: Checkpoint) -> None:
        """Go back to a checkpoint; the order of the data starts anew."""
        self.count = saved.step
        self.model.parameters[...] = saved.parameters
        empty = State.empty(self.model.parameters.size)
        self.state = saved.state.copy() if self.recipe.keep_optimizer_state else empty

    def _next_batch(self) -> Indices:
        place = self.count % self.steps_per_epoch
        if place == 0 and self.recipe.ordering == "shuffled":
            self.order = self.rng.permutation(self.model.examples)
        return self.order[place * self.batch : (place + 1) * self.batch]

    def _seen_gradient(self) -> Floats:
        """Give the gradient as the optimizer gets it, faults included."""
        recipe, gradient = self.recipe, self.model.gradient
        if recipe.weight_decay and recipe.optimizer != "adamw":
            gradient = gradient + recipe.weight_decay * self.model.parameters
        if recipe.accumulate:
            self.accumulated += gradient
            gradient = self.accumulated
        if recipe.half_precision:
            scaled = (gradient * recipe.half_precision).astype(np.float16)
            gradient = scaled.astype(float) / recipe.half_precision
        return gradient

    def _watch(self, loss: float) -> None:
        self.recent.append(loss)
        if len(self.recent) >= max(1, self.recipe.steps // PLATEAU_CHECKS):
            self.plateau.observe(float(np.mean(self.recent)))
            self.recent.clear()


def single(value: float) -> float:
    """Round to float32, as nearly every training does."""
    return float(np.float32(value))
