"""CC107: nothing in the log counts the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Remedy, Rule

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC107",
    name="no-usable-step",
    severity="warning",
    summary="No column counts steps or epochs, so the points were counted one by one.",
    message="nothing in the log counts the steps: the {points:count} points were numbered in file "
    "order, and every step in this report is such a number",
    why="The settling step cannot be told in steps of the training, and a restart or a gap would "
    "go unseen.",
    how="No column has the name and the order of a counter.",
    when_wrong="A log with one line a step or epoch needs no counter: its line number is one.",
    causes=(Cause("logging-mistake", "the counter was not logged"),),
    remedies=(
        Remedy("name the counter with --x NAME, if there is one under an unusual name"),
        Remedy("log the step with every value"),
    ),
    needs=(),
    fires=(Example("exponential", {"unit": "record"}, "points without a counter"),),
    silent=(
        Example("exponential", {}, "steps are logged"),
        Example("exponential", {"unit": "epoch"}, "epochs are logged"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Look at what the axis counts."""
    if profile.run.axis.unit != "record":
        return ()
    return (Evidence(None, {"rejected": len(profile.run.rejected)}),)
