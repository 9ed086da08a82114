"""A run of the zoo: what its log shows, and the truth about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.labelling import Construction, Label, label, settling_bracket
from tests.accuracy.zoo.logging_styles import write_log
from tests.accuracy.zoo.rate_search import MOST_ATTEMPTS, SEARCHED, RateSearch
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.recipes import draw_recipe
from tests.accuracy.zoo.tasks import TASKS
from tests.accuracy.zoo.train import Training, stretched_level, train, train_if

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ZooRun:
    """One labelled training; x is always the optimizer step, counted from 1."""

    id: str
    """zoo-<seed>-<index>."""
    task: str
    """Kind of task."""
    optimizer: str
    """Name of the optimizer."""
    schedule: str
    """Name of the schedule."""
    fault: str
    """Injected cause, or none."""
    logging: str
    """single, window or epoch."""
    seed: int
    """Seed of the zoo."""
    goal: str
    """min for a loss; max where ``train`` and ``validation`` hold a reward."""
    hyper: dict[str, Any]
    """The whole recipe."""
    step: Steps
    """(n,) logged steps; a resumed run goes back."""
    train: Floats
    """(n,) logged training loss or reward, as logged."""
    validation_step: Steps | None
    """(m,) steps with validation."""
    validation: Floats | None
    """(m,) logged validation loss or reward."""
    learning_rate: Floats | None
    """(n,) logged learning rate."""
    gradient_norm: Floats | None
    """(n,) logged norm of the gradient."""
    label: Label
    """The truth."""
    dense_step: Steps
    """(k,) steps of the noise-free curve, 0 included."""
    dense_loss: Floats
    """(k,) noise-free training loss, to be minimised (a reward negated)."""
    dense_validation: Floats
    """(k,) noise-free validation loss, to be minimised."""
    total_steps: int
    """Length in steps."""
    steps_per_epoch: int
    """Steps of an epoch."""

    @property
    def loss(self) -> Floats:
        """(n,) the logged series as it is to be minimised."""
        return -self.train if self.goal == "max" else self.train

    @property
    def validation_loss(self) -> Floats | None:
        """(m,) the logged validation as it is to be minimised."""
        if self.validation is None or self.goal == "min":
            return self.validation
        return -self.validation

    def settling(self, band: float = 0.02) -> tuple[float, float]:
        """Settling bracket of the noise-free curve, counted from the first logged step."""
        return settling_bracket(self.dense_step, self.dense_loss, float(self.step[0]), band)


def make_run(seed: int, index: int) -> ZooRun:
    """Draw, train and label run ``index``; depends on nothing but the two numbers."""
    recipe, key = draw_recipe(seed, index), (seed, index)
    if recipe.aim in SEARCHED:
        return _searched(recipe, key)
    training = train(recipe, key)
    return _labelled(recipe, key, training)


def _searched(recipe: Recipe, key: tuple[int, int]) -> ZooRun:
    """Try rates until the label is the one aimed at and clear; else keep the last."""
    search = RateSearch(recipe.aim, recipe.learning_rate)
    for attempt in range(MOST_ATTEMPTS - 1):
        tried = replace(recipe, learning_rate=search.rate, attempt=attempt)
        training = train_if(tried, key, search.promises)
        if training is None:
            continue
        run = _labelled(tried, key, training)
        if run.label.outcome == recipe.aim and not run.label.ambiguous:
            return run
    last = replace(recipe, learning_rate=search.rate, attempt=MOST_ATTEMPTS - 1)
    return _labelled(last, key, train(last, key))


def _labelled(recipe: Recipe, key: tuple[int, int], training: Training) -> ZooRun:
    seed, index = key
    log = write_log(training.record, recipe)
    verdict = _label(training, (log.step, log.train), recipe, None)
    if verdict.outcome == "converged":
        stretched = stretched_level(recipe, key)
        if stretched is not None:
            verdict = _label(training, (log.step, log.train), recipe, stretched)
    reward = TASKS[recipe.task].reward
    sign = -1.0 if reward else 1.0
    return ZooRun(
        id=f"zoo-{seed}-{index:05d}",
        task=recipe.task,
        optimizer=recipe.optimizer,
        schedule=recipe.schedule,
        fault=recipe.fault,
        logging=recipe.logging,
        seed=seed,
        goal="max" if reward else "min",
        hyper=asdict(recipe),
        step=log.step,
        train=sign * log.train,
        validation_step=log.validation_step,
        validation=None if log.validation is None else sign * log.validation,
        learning_rate=log.learning_rate,
        gradient_norm=log.gradient_norm,
        label=verdict,
        dense_step=np.asarray(training.curve.step, dtype=np.int64),
        dense_loss=np.asarray(training.curve.loss, dtype=float),
        dense_validation=np.asarray(training.curve.validation, dtype=float),
        total_steps=training.total_steps,
        steps_per_epoch=training.steps_per_epoch,
    )


def _label(
    training: Training, logged: tuple[Steps, Floats], recipe: Recipe, stretched: float | None
) -> Label:
    constructed = set()
    if recipe.resume[1] > recipe.resume[0]:
        constructed.add("resumed")
    if recipe.kill_at:
        constructed.add("truncated")
    return label(
        training.curve.step,
        training.curve.loss,
        training.continuation.step,
        training.continuation.loss,
        training.trivial,
        training.curve.validation,
        logged,
        Construction(
            best_possible=training.best_possible,
            stretched=stretched,
            spike_steps=training.spike_steps,
            dead_units=training.dead_share,
            flags=frozenset(constructed),
        ),
    )
