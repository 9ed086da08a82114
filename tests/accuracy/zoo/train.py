"""Train one recipe: what each step showed, the noise-free curve, and four times the length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tests.accuracy.zoo.early import EarlyStop, early_stop
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.record import (
    CONTINUATION,
    Curve,
    Record,
    continuation_watch,
    run_watch,
)
from tests.accuracy.zoo.schedules import ANNEALED
from tests.accuracy.zoo.trainer import Checkpoint, Trainer, single

STEPS_AFTER_NAN = 25
"""A run that stops on NaN still logs this many steps."""

FEWEST_POINTS = 10
"""... and has at least this many logged points."""


@dataclass(frozen=True, slots=True)
class Training:
    """A finished training and its continuation."""

    record: Record
    """What every executed step showed."""
    curve: Curve
    """Noise-free losses of the run, before the first step included."""
    continuation: Curve
    """The same for what came after it; empty where nothing was left to train."""
    total_steps: int
    """Steps executed (by the last life of a resumed run)."""
    steps_per_epoch: int
    """Steps of an epoch."""
    trivial: float
    """Loss of the trivial predictor."""
    best_possible: float | None
    """Of a negated reward: the least that can be reached."""
    dead_share: float
    """Share of the hidden units that are zero on every example at the end."""
    spike_steps: tuple[int, ...]
    """Steps of corrupt batches."""
    sooner: EarlyStop | None
    """The same training stopped sooner, where that is another one."""


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
        if not promises(run.watch.curve, run.trainer.model.trivial):
            return None
        return run.finished()


def _started(recipe: Recipe, key: tuple[int, ...]) -> _Run:
    sooner = early_stop(recipe, key)
    run = _Run(Trainer(recipe, key), np.random.default_rng([*key, 3]), sooner)
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

    def __init__(
        self, trainer: Trainer, rng: np.random.Generator, sooner: EarlyStop | None
    ) -> None:
        recipe = trainer.recipe
        self.trainer, self.recipe, self.rng = trainer, recipe, rng
        self.last = round(recipe.steps * (recipe.kill_at or 1.0))
        self.watch = run_watch(self.last, rng)
        self.sooner = sooner
        self.watches = [self.watch, *([sooner.within, sooner.after] if sooner else [])]
        self.spikes = {max(2, round(place * self.last)) for place in recipe.corrupt_at}
        self.shift_at = round(recipe.shift_at * recipe.steps) or -1
        save, crash = (round(place * recipe.steps) for place in recipe.resume)
        self.save_at, self.crash_at = (save, crash) if crash > save else (-1, -1)
        self.saved: Checkpoint | None = None
        self.validate_every = recipe.log_every * recipe.validate_every
        self.record = Record()

    def execute(self) -> None:
        """All steps of the run."""
        self._look_on()
        while self.trainer.count < self.last:
            self._events()
            loss = self._logged_step()
            if not np.isfinite(loss) and self.trainer.broken():
                self._fill_with_nan()
                return

    def finished(self) -> Training:
        """Continue the training, and put everything together."""
        model = self.trainer.model
        dead, continuation = model.dead_share(), self._continued()
        return Training(
            record=self.record,
            curve=self.watch.curve,
            continuation=continuation,
            total_steps=self.watch.curve.step[-1],
            steps_per_epoch=self.trainer.steps_per_epoch,
            trivial=model.trivial,
            best_possible=model.best_possible,
            dead_share=dead,
            spike_steps=tuple(sorted(self.spikes)),
            sooner=self.sooner if self.sooner and self.sooner.complete else None,
        )

    def _continued(self) -> Curve:
        """Go on with the same training to four times its length."""
        if self.trainer.broken():
            return Curve()
        watch = continuation_watch(self.last, self.rng)
        self.watches.append(watch)
        self.trainer.hold_rate()
        while self.trainer.count < watch.last:
            loss = self.trainer.step()
            self._look_on()
            if not np.isfinite(loss) and self.trainer.broken():
                _look(self.trainer, watch.curve)
                break
        return watch.curve

    def _look_on(self) -> None:
        """Take the noise-free losses where someone wants to know them after this step."""
        for watch in self.watches:
            if self.trainer.count in watch.marks:
                _look(self.trainer, watch.curve)

    def _events(self) -> None:
        """Checkpoint, crash and change of the data, before a step."""
        count = self.trainer.count
        if count == self.save_at and self.saved is None:
            self.saved = self.trainer.checkpoint()
        if count == self.crash_at and self.saved is not None:
            self.crash_at = -1
            self.trainer.restore(self.saved)
            self.watch.curve.forget_after(self.trainer.count)
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
            record.norm.append(single(float(np.sqrt(gradient @ gradient))))
        self._look_on()
        if self.recipe.log_validation and trainer.count % self.validate_every == 0:
            record.validated.append(trainer.count)
            record.validation.append(single(trainer.model.validation_loss()))
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
        curve = self.watch.curve
        for step in sorted(mark for mark in {*self.watch.marks, last} if first <= mark <= last):
            curve.step.append(step)
            curve.loss.append(np.nan)
            curve.validation.append(np.nan)


def _look(trainer: Trainer, curve: Curve) -> None:
    curve.step.append(trainer.count)
    curve.loss.append(single(trainer.model.full_loss()))
    curve.validation.append(single(trainer.model.validation_loss()))
