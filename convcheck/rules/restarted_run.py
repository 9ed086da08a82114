"""CC101: the log's counter went back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC101",
    name="restarted-run",
    severity="warning",
    summary="The log's counter went back: a run was resumed, or several were appended.",
    message="the counter went back {times}, first to {unit} {first_at:step}; {discarded:count} "
    "points logged before were replaced by later ones",
    why="What was logged at these steps before belongs to another course of the training; mixing "
    "both would bend the curve.",
    how="A record whose step is not beyond the step before it. What was logged at or after that "
    "step before is left out, as a resumed checkpoint demands; --on-restart first keeps it "
    "instead, --on-restart error refuses.",
    when_wrong="Counters that start over in every epoch, and logs of several processes in one "
    "file, look like restarts.",
    causes=(
        Cause("resumed-run", "it went on from a checkpoint", unless=("back_to_start",)),
        Cause(
            "logging-mistake", "several runs were appended to one file", needs=("back_to_start",)
        ),
        Cause("logging-mistake", "several processes write to one file"),
        Cause("resumed-run", "it was started anew", needs=("back_to_start",)),
    ),
    remedies=(
        Remedy(
            "save and load the state of optimizer, schedule, data order and random generators "
            "with the weights, so that a resumed run continues as if nothing had happened",
            "resumed-run",
            unless=("boosted",),
        ),
        Remedy(
            "give every run a log of its own: a time stamp in the name, or a new directory",
            "logging-mistake",
        ),
    ),
    references=("TensorBoard, reading of event files: records after a restart purge older ones",),
    needs=(),
    fires=(Example("exponential", {"resumed_at": 0.5}, "resumed from a checkpoint"),),
    silent=(
        Example("exponential", {}, "one course"),
        Example("exponential", {"repeats": 5}, "a few steps logged twice in a row"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Count the restarts and what they replaced."""
    restarts = profile.run.restarts
    if not restarts:
        return ()
    places = [restart.at for restart in restarts]
    steps = profile.run.objective.step
    times = len(restarts)
    values = {
        "times": "once" if times == 1 else f"{times:,} times",
        "restarts": times,
        "first_at": places[0],
        "discarded": sum(restart.discarded for restart in restarts),
        "back_to_start": bool(len(steps)) and places[0] <= float(steps[0]),
    }
    return (Evidence(Span(min(places), max(places)), values),)
