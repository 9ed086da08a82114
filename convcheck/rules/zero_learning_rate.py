"""CC601: the learning rate is zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC601",
    name="zero-learning-rate",
    severity="error",
    summary="The learning rate was zero for a good part of the run.",
    message="the learning rate was zero from {unit} {since:step} to {until:step}, "
    "{share:percent} of the run",
    why="At a rate of zero no weight changes: these steps did nothing.",
    how="Logged rates of exactly zero, for longer than the first or last step of a schedule.",
    when_wrong="A log that rounds its rates shows zero for small ones; a frozen phase may be "
    "meant.",
    causes=(
        Cause("rate-not-set", "a schedule that ended too soon, or never began"),
        Cause("logging-mistake", "the rate was rounded, or another group's was logged"),
        Cause("optimizer-not-stepping", "the schedule steps, the optimizer does not"),
    ),
    remedies=(
        Remedy("make the schedule as long as the run: it should end at {unit} {last_step:step}"),
        Remedy("give the schedule a least rate of a hundredth of its peak", "rate-not-set"),
        Remedy("log the rate with all its digits", "logging-mistake"),
    ),
    limits=(
        Limit(
            "share",
            0.05,
            "share of the run",
            "schedules begin or end at zero for a step or two",
            "linear and cosine schedules reach zero at the last step only",
        ),
    ),
    needs=("learning_rate",),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"learning_rate": "zero from the middle"}, "for half of the run"),
        Example("flat", {"learning_rate": "zero"}, "throughout"),
    ),
    silent=(
        Example("exponential", {"learning_rate": "constant"}, "never zero"),
        Example("cosine_schedule", {}, "zero at the end only"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure the longest stretch of zeros."""
    import numpy as np

    rate = profile.run.learning_rate
    if rate is None:
        return ()
    step, zero = rate.step[rate.finite], rate.value[rate.finite] == 0.0
    if not zero.any():
        return ()
    place = np.arange(len(zero))
    stretch = place - np.maximum.accumulate(np.where(zero, -1, place))
    last = int(np.argmax(stretch))
    first = last - int(stretch[last]) + 1
    since, until = float(step[first]), float(step[last])
    share = (last - first + 1) / len(zero)
    if share <= limits["share"] or last - first < 2:
        return ()
    values = {"since": since, "until": until, "share": share}
    return (Evidence(Span(since, until), values, "learning_rate"),)
