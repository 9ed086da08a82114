"""The same training, had it been stopped sooner: another log with a truth of its own.

Where the rate no longer changes, nothing in a training depends on where it will end.  So its
first part is a training too, and what came afterwards is that one's continuation.  Warm-up and the
steps between two validations are those of the longer plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.record import Record, Watch, continuation_watch, run_watch
from tests.accuracy.zoo.schedules import WARM_UP_SHARE

STOPS = (0.12, 0.6)
"""Least and greatest share of the run after which it is stopped; drawn evenly on a log scale."""

FEWEST_POINTS = 10
"""An early stop leaves at least this many logged points."""

PLAN_MATTERS = ("cosine", "step", "warm_up_cosine", "one_cycle", "linear", "early_decay", "plateau")
"""Schedules that would have been another one with another end in sight."""


@dataclass(slots=True)
class EarlyStop:
    """Where a training is thought to stop, and its noise-free losses before and after."""

    last: int
    """Its last step."""
    within: Watch
    """Looks at the run."""
    after: Watch
    """Looks at its continuation."""

    @property
    def complete(self) -> bool:
        """Whether the training lived to the end of the continuation, with finite losses."""
        seen, later = self.within.curve, self.after.curve
        done = bool(seen.step and later.step) and later.step[-1] == self.after.last
        return done and bool(np.isfinite(seen.loss).all() and np.isfinite(later.loss).all())


def early_stop(recipe: Recipe, key: tuple[int, ...]) -> EarlyStop | None:
    """Draw where to stop; None where the rest of the recipe depends on its length."""
    happens = recipe.kill_at or recipe.resume[1] or recipe.shift_at or recipe.corrupt_at
    if happens or recipe.schedule in PLAN_MATTERS:
        return None
    rng = np.random.default_rng([*key, 4])
    least, greatest = STOPS
    if recipe.schedule == "warm_up":
        least = max(least, 1.5 * WARM_UP_SHARE)
    least = max(least, FEWEST_POINTS * recipe.log_every / recipe.steps)
    if least >= greatest:
        return None
    last = round(recipe.steps * float(np.exp(rng.uniform(np.log(least), np.log(greatest)))))
    last = max(last, FEWEST_POINTS * recipe.log_every)
    return EarlyStop(last, run_watch(last, rng), continuation_watch(last, rng))


def stopped_sooner(recipe: Recipe, sooner: EarlyStop) -> Recipe:
    """Give the recipe of the shorter training; it logs as many points, or the same epochs."""
    every = recipe.log_every
    if recipe.logging != "epoch":
        every = max(1, round(every * sooner.last / recipe.steps))
    return replace(recipe, steps=sooner.last, log_every=every)


def shortened(record: Record, last: int) -> Record:
    """Give what the steps up to ``last`` showed."""
    steps = sum(step <= last for step in record.step)
    looks = sum(step <= last for step in record.validated)
    return Record(
        record.step[:steps],
        record.loss[:steps],
        record.rate[:steps],
        record.norm[:steps],
        record.validated[:looks],
        record.validation[:looks],
    )
