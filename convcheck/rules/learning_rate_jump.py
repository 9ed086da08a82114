"""CC602: the learning rate leaps up in the middle of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC602",
    name="learning-rate-jump",
    severity="warning",
    summary="The learning rate leapt up in the middle of the run, above all it had been before.",
    message="the learning rate leapt from {before:rate} to {after:rate} at {unit} {at:step}",
    why="A rate that was never tried may undo in a few steps what was learned; a leap by accident "
    "is a schedule that was loaded or stepped wrongly.",
    how="From one logged value to the next the rate rose by a factor, above its highest so far, "
    "after the time of a warm-up. Drops, and warm restarts to a rate used before, are none.",
    when_wrong="A new phase of training (unfreezing, another data set) may begin with a new rate "
    "on purpose.",
    causes=(
        Cause("resumed-run", "the schedule was not restored", needs=("restarted",)),
        Cause("rate-not-set", "a schedule misconfigured, or in the wrong unit"),
        Cause("logging-mistake", "another group's rate was logged from there on"),
    ),
    remedies=(
        Remedy("check the schedule near {unit} {at:step}: epochs taken for steps, or a restart"),
        Remedy(
            "save and load the schedule's state with the weights",
            "resumed-run",
            unless=("boosted",),
        ),
    ),
    limits=(
        Limit(
            "factor",
            3.0,
            "times",
            "schedules rise smoothly; cuts and restarts use factors of 2 to 10",
            "the least factor that step schedules use",
        ),
        Limit(
            "after",
            0.15,
            "share of the run",
            "a warm-up may last this long",
            "warm-ups of 1 to 10 % are common",
        ),
    ),
    needs=("learning_rate",),
    fires=(Example("exponential", {"learning_rate": "jump"}, "thirtyfold in the middle"),),
    silent=(
        Example("cosine_restarts", {}, "back to where it had been"),
        Example("exponential", {"learning_rate": "warm-up"}, "rises at the beginning"),
        Example("step_schedule", {}, "only drops"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Find the largest leap above all rates before."""
    import numpy as np

    rate = profile.learning_rate
    if rate is None or len(rate) < 3:
        return ()
    highest = np.maximum.accumulate(rate.loss)[:-1]
    known = highest > 0
    factor = np.where(known, rate.loss[1:] / np.where(known, highest, 1.0), 0.0)
    factor[rate.place[1:] < limits["after"]] = 0.0
    at = int(np.argmax(factor)) + 1
    if factor[at - 1] < limits["factor"]:
        return ()
    step = float(rate.step[at])
    values = {"before": float(rate.loss[at - 1]), "after": float(rate.loss[at]), "at": step}
    return (Evidence(Span(step, step), values, "learning_rate"),)
