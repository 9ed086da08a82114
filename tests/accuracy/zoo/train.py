"""Train one recipe: what each step showed, the noise-free curve, and four times the length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices, Model
from tests.accuracy.zoo.optimizers import OPTIMIZERS, State
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.schedules import (
    ANNEALED,
    CONTINUATION_FLOOR,
    SCHEDULES,
    PlateauDecay,
)
from tests.accuracy.zoo.tasks import TASKS

Floats = NDArray[np.float64]

CONTINUATION = 4
"""A continuation goes on to this many times the length."""

EVEN_POINTS, GEOMETRIC_POINTS, CONTINUED_POINTS = 110, 50, 60
"""Points of the noise-free curve inside the run, and after it."""

PLATEAU_CHECKS = 40
"""Looks that a decay on plateau takes at the loss in a run."""

STEPS_AFTER_NAN = 25
"""A run that stops on NaN still logs this many steps."""

FEWEST_POINTS = 10
"""... and has at least this many logged points."""

SINGLE_OVERFLOW = float(np.finfo(np.float32).max)
"""Trainings and their logs hold float32; what is larger is infinite there."""


@dataclass(slots=True)
class Record:
    """What every executed step showed, in order; a resumed run repeats steps."""

    step: list[int] = field(default_factory=list)
    """Step, counted from 1."""
    loss: list[float] = field(default_factory=list)
    """Loss of the batch, before the step."""
    rate: list[float] = field(default_factory=list)
    """Learning rate."""
    norm: list[float] = field(default_factory=list)
    """Norm of the gradient."""
    validated: list[int] = field(default_factory=list)
    """Steps after which validation ran."""
    validation: list[float] = field(default_factory=list)
    """What it found."""


@dataclass(slots=True)
class Curve:
    """Noise-free losses, by step."""

    step: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)

    def forget_after(self, step: int) -> None:
        """A resumed run overwrites what came after its checkpoint."""
        while self.step and self.step[-1] > step:
            self.step.pop()
            self.loss.pop()
            self.validation.pop()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a resumed run gets back."""

    step: int
    parameters: Floats
    state: State


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
        loss = _single(self.model.loss_and_gradient(self._next_batch(), corruption))
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
        """The gradient as the optimizer gets it, faults included."""
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


@dataclass(frozen=True, slots=True)
class Training:
    """A finished training and its continuation."""

    record: Record
    curve: Curve
    continuation: Curve
    total_steps: int
    """Steps executed (by the last life of a resumed run)."""
    steps_per_epoch: int
    trivial: float
    best_possible: float | None
    dead_share: float
    spike_steps: tuple[int, ...]


Judge = Callable[[Curve, float], bool]
"""(noise-free curve of the run, trivial loss) -> whether the continuation is worth its time."""


def train(recipe: Recipe, key: tuple[int, ...]) -> Training:
    """Run a recipe and its continuation; the same key always gives the same numbers."""
    with np.errstate(all="ignore"):
        run = _started(recipe, key)
        return run.finished()


def train_if(recipe: Recipe, key: tuple[int, ...], promises: Judge) -> Training | None:
    """Run a recipe, and its continuation only where the run itself is promising; else None."""
    with np.errstate(all="ignore"):
        run = _started(recipe, key)
        if not promises(run.curve, run.trainer.model.trivial):
            return None
        return run.finished()


def _started(recipe: Recipe, key: tuple[int, ...]) -> _Run:
    run = _Run(Trainer(recipe, key), np.random.default_rng([*key, 3]))
    run.execute()
    return run


def stretched_level(recipe: Recipe, key: tuple[int, ...]) -> float | None:
    """Level at the end of a schedule four times as long; None where the rate is not annealed."""
    if recipe.schedule not in ANNEALED or recipe.kill_at or recipe.resume[1]:
        return None
    longer = replace(recipe, steps=CONTINUATION * recipe.steps)
    levels = []
    with np.errstate(all="ignore"):
        trainer = Trainer(longer, key)
        marks = set(np.linspace(0.97 * longer.steps, longer.steps, 5).astype(int).tolist())
        while trainer.count < longer.steps:
            trainer.step()
            if trainer.count in marks:
                levels.append(trainer.model.full_loss())
    level = float(np.median(levels))
    return level if np.isfinite(level) else None


class _Run:
    """The run proper: what happens at which step."""

    def __init__(self, trainer: Trainer, rng: np.random.Generator) -> None:
        recipe = trainer.recipe
        self.trainer, self.recipe, self.rng = trainer, recipe, rng
        self.last = round(recipe.steps * (recipe.kill_at or 1.0))
        self.marks = set(_grid(0, self.last, rng))
        self.spikes = {max(2, round(place * self.last)) for place in recipe.corrupt_at}
        self.shift_at = round(recipe.shift_at * recipe.steps) or -1
        save, crash = (round(place * recipe.steps) for place in recipe.resume)
        self.save_at, self.crash_at = (save, crash) if crash > save else (-1, -1)
        self.saved: Checkpoint | None = None
        self.validate_every = recipe.log_every * recipe.validate_every
        self.record, self.curve = Record(), Curve()

    def execute(self) -> None:
        """All steps of the run."""
        _look(self.trainer, self.curve)
        while self.trainer.count < self.last:
            self._events()
            loss = self._logged_step()
            if not np.isfinite(loss) and self.trainer.broken():
                self._fill_with_nan()
                return

    def finished(self) -> Training:
        """Continue the training, and put everything together."""
        model = self.trainer.model
        dead = model.dead_share()
        return Training(
            record=self.record,
            curve=self.curve,
            continuation=self._continued(),
            total_steps=self.curve.step[-1],
            steps_per_epoch=self.trainer.steps_per_epoch,
            trivial=model.trivial,
            best_possible=model.best_possible,
            dead_share=dead,
            spike_steps=tuple(sorted(self.spikes)),
        )

    def _continued(self) -> Curve:
        """The same training, on to four times its length."""
        curve, last = Curve(), CONTINUATION * self.last
        if self.trainer.broken():
            return curve
        marks = set(_even(self.last, last, CONTINUED_POINTS, self.rng))
        self.trainer.hold_rate()
        while self.trainer.count < last:
            loss = self.trainer.step()
            if self.trainer.count in marks:
                _look(self.trainer, curve)
            if not np.isfinite(loss) and self.trainer.broken():
                _look(self.trainer, curve)
                break
        return curve

    def _events(self) -> None:
        """Checkpoint, crash and change of the data, before a step."""
        count = self.trainer.count
        if count == self.save_at and self.saved is None:
            self.saved = self.trainer.checkpoint()
        if count == self.crash_at and self.saved is not None:
            self.crash_at = -1
            self.trainer.restore(self.saved)
            self.curve.forget_after(self.trainer.count)
        if count == self.shift_at:
            self.shift_at = -1
            self.trainer.model.shift()

    def _logged_step(self) -> float:
        trainer, record = self.trainer, self.record
        corrupt = trainer.count + 1 in self.spikes
        record.rate.append(trainer.rate())
        loss = trainer.step(self.recipe.corruption if corrupt else 0.0)
        record.step.append(trainer.count)
        record.loss.append(loss)
        if self.recipe.log_gradient_norm:
            gradient = trainer.model.gradient
            record.norm.append(_single(float(np.sqrt(gradient @ gradient))))
        if trainer.count in self.marks:
            _look(trainer, self.curve)
        if self.recipe.log_validation and trainer.count % self.validate_every == 0:
            record.validated.append(trainer.count)
            record.validation.append(_single(trainer.model.validation_loss()))
        return loss

    def _fill_with_nan(self) -> None:
        """Nothing can change any more: say so for every step that is left."""
        first = self.trainer.count + 1
        soon = max(first + STEPS_AFTER_NAN, FEWEST_POINTS * self.recipe.log_every)
        last = min(self.last, soon) if self.recipe.stop_on_nan else self.last
        for step in range(first, last + 1):
            self.record.step.append(step)
            self.record.loss.append(np.nan)
            self.record.rate.append(self.trainer.rate())
            if self.recipe.log_gradient_norm:
                self.record.norm.append(np.nan)
            if self.recipe.log_validation and step % self.validate_every == 0:
                self.record.validated.append(step)
                self.record.validation.append(np.nan)
        for step in sorted(mark for mark in {*self.marks, last} if first <= mark <= last):
            self.curve.step.append(step)
            self.curve.loss.append(np.nan)
            self.curve.validation.append(np.nan)


def _look(trainer: Trainer, curve: Curve) -> None:
    curve.step.append(trainer.count)
    curve.loss.append(_single(trainer.model.full_loss()))
    curve.validation.append(_single(trainer.model.validation_loss()))


def _single(value: float) -> float:
    """Round to float32, as nearly every training does."""
    return float(np.float32(value))


def _grid(first: int, last: int, rng: np.random.Generator) -> list[int]:
    """Even and geometric steps after ``first``, up to and with ``last``."""
    geometric = np.geomspace(1, max(2, last - first), GEOMETRIC_POINTS).astype(int) + first
    marks = {*_even(first, last, EVEN_POINTS, rng), *geometric.tolist()}
    return sorted(mark for mark in marks if first < mark <= last)


def _even(first: int, last: int, points: int, rng: np.random.Generator) -> list[int]:
    """One step from each of equal strata: a fixed stride would hide a cycle of its period."""
    borders = np.linspace(first, last, points + 1)
    strata = borders[1:] - rng.random(points) * np.diff(borders)
    return sorted({*np.ceil(strata).astype(int).tolist(), last})
