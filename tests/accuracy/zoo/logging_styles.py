"""What a log shows of a training: single batches, means of windows, or means of epochs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.record import Record

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]

LOGGING_STYLES = ("single", "window", "epoch")
"""An epoch mean is a window of one epoch; both are means over batches while training goes on."""


@dataclass(frozen=True, slots=True)
class Log:
    """The series of a log; absent ones are None."""

    step: Steps
    """(n,) steps of the training series."""
    train: Floats
    """(n,) loss of the batch, or its mean since the point before."""
    learning_rate: Floats | None
    """(n,) rate of the step."""
    gradient_norm: Floats | None
    """(n,) norm of the gradient, or its mean since the point before."""
    validation_step: Steps | None
    """(m,) steps after which validation ran."""
    validation: Floats | None
    """(m,) loss on the full validation set."""


def write_log(record: Record, recipe: Recipe) -> Log:
    """Keep every ``log_every``-th step, with the loss of its batch or the mean since the last."""
    step = np.asarray(record.step, dtype=np.int64)
    kept = np.flatnonzero(step % recipe.log_every == 0)
    if kept.size == 0:
        kept = np.array([step.size - 1])
    loss = np.asarray(record.loss, dtype=float)
    rate = np.asarray(record.rate, dtype=float)
    norm = np.asarray(record.norm, dtype=float) if recipe.log_gradient_norm else None
    if recipe.logging != "single":
        loss = _window_means(loss, kept)
        norm = None if norm is None else _window_means(norm, kept)
    else:
        loss, norm = loss[kept], None if norm is None else norm[kept]
    loss = loss - recipe.left_out
    validation = np.asarray(record.validation, dtype=float) - recipe.left_out
    if recipe.decimals:
        loss, validation = loss.round(recipe.decimals), validation.round(recipe.decimals)
    validated = recipe.log_validation and validation.size > 0
    return Log(
        step=step[kept],
        train=loss,
        learning_rate=rate[kept] if recipe.log_learning_rate else None,
        gradient_norm=norm,
        validation_step=np.asarray(record.validated, dtype=np.int64) if validated else None,
        validation=validation if validated else None,
    )


def _window_means(values: Floats, kept: Steps) -> Floats:
    """Mean over the executed steps since the point before."""
    starts = np.concatenate([[0], kept[:-1] + 1])
    means = np.add.reduceat(values[: kept[-1] + 1], starts) / (kept + 1 - starts)
    return np.asarray(means, dtype=float)
