"""A run of the zoo: what its log shows, and the truth about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.labelling import Construction, Label, label, settling_bracket
from tests.accuracy.zoo.early import EarlyStop, shortened, stopped_sooner
from tests.accuracy.zoo.logging_styles import write_log
from tests.accuracy.zoo.rate_search import MOST_ATTEMPTS, SEARCHED, RateSearch
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.recipes import draw_recipe
from tests.accuracy.zoo.tasks import TASKS
from tests.accuracy.zoo.train import Training, stretched_level, train, train_if

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]

EARLY = "-early"
"""Ends the id of a training that was stopped sooner than the one before it."""


@dataclass(frozen=True, slots=True)
class ZooRun:
    """One labelled training; x is always the optimizer step, counted from 1."""

    id: str
    """zoo-<seed>-<index>, and -early where the same training was stopped sooner."""
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
    def early(self) -> bool:
        """Whether this is the first part of a longer training that is in the zoo too."""
        return self.id.endswith(EARLY)

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
    return make_runs(seed, index)[0]


def make_runs(seed: int, index: int) -> list[ZooRun]:
    """Make a run and, where it is another one, the same training stopped sooner."""
    recipe, key = draw_recipe(seed, index), (seed, index)
    if recipe.aim in SEARCHED:
        recipe, training, run = _searched(recipe, key)
    else:
        training = train(recipe, key)
        run = _labelled(recipe, key, training)
    if training.sooner is None:
        return [run]
    shorter = stopped_sooner(recipe, training.sooner)
    early = _labelled(shorter, key, _stopped(training, training.sooner))
    return [run, replace(early, id=f"{run.id}{EARLY}")]


def _searched(recipe: Recipe, key: tuple[int, int]) -> tuple[Recipe, Training, ZooRun]:
    """Try rates until the label is the one aimed at and clear; else keep the last."""
    search = RateSearch(recipe.aim, recipe.learning_rate)
    for attempt in range(MOST_ATTEMPTS):
        tried = replace(recipe, learning_rate=search.rate, attempt=attempt)
        last = attempt == MOST_ATTEMPTS - 1
        training = train(tried, key) if last else train_if(tried, key, search.promises)
        if training is None:
            continue
        run = _labelled(tried, key, training)
        if last or (run.label.outcome == recipe.aim and not run.label.ambiguous):
            return tried, training, run
    raise AssertionError("the last attempt always gives a run")


def _stopped(training: Training, sooner: EarlyStop) -> Training:
    """Give what is known of the training that stops sooner; dead units were not counted there."""
    return replace(
        training,
        record=shortened(training.record, sooner.last),
        curve=sooner.within.curve,
        continuation=sooner.after.curve,
        total_steps=sooner.last,
        dead_share=0.0,
        sooner=None,
    )


def _labelled(recipe: Recipe, key: tuple[int, int], training: Training) -> ZooRun:
    seed, index = key
    log = write_log(training.record, recipe)
    whole_loss = log.train + recipe.left_out
    verdict = _label(training, (log.step, whole_loss), recipe, None)
    if verdict.outcome == "converged":
        stretched = stretched_level(recipe, key)
        if stretched is not None:
            verdict = _label(training, (log.step, whole_loss), recipe, stretched)
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
        dense_loss=np.asarray(training.curve.loss, dtype=float) - recipe.left_out,
        dense_validation=np.asarray(training.curve.validation, dtype=float) - recipe.left_out,
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
