"""CC108: the log holds too few points to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC108",
    name="too-few-points",
    severity="info",
    summary="The log holds too few points for a curve to be told from its noise.",
    message="too few points to judge: {points:count}, where {least}fifty or more make a good log",
    why="With so few points no verdict is better than a guess.",
    how="Finite points of the loss are counted; where the log is so short that the verdict had to "
    "remain open, up to twice the least count, that is said too.",
    when_wrong="A few epoch means of a smooth run may show all there is to see.",
    causes=(
        Cause("logging-mistake", "it was logged too seldom"),
        Cause("interrupted-run", "it ended too soon"),
        Cause("too-few-steps", "it was never meant to be long"),
    ),
    remedies=(
        Remedy("log the loss at least fifty times a run: every {log_every:step} {unit}s here"),
        Remedy("log the loss more often than once an epoch", needs=("epoch_by_epoch",)),
        Remedy("log the loss at every {unit}", needs=("with_gaps",)),
        Remedy(
            "train longer before asking: fifty {unit}s or more",
            "too-few-steps",
            unless=("log_every",),
        ),
        Remedy("train longer before asking", "too-few-steps", needs=("log_every",)),
    ),
    references=(),
    limits=(
        Limit(
            "fewest",
            7.0,
            "points",
            "six points can be met exactly by a level and two decays, which leaves nothing to test",
            "the definition of an inconclusive verdict",
        ),
    ),
    needs=(),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"points": 5}, "five points"),
        Example("flat", {"points": 3}, "three points"),
    ),
    silent=(
        Example("exponential", {"points": 60}, "enough"),
        Example("exponential", {}, "plenty"),
    ),
)

GOOD = 50
"""Points of a good log."""
SHORT = 2.0
"""Times the fewest points within which an open verdict is put down to the log's shortness."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Count the points."""
    from convcheck.rule import Verdict

    curve = profile.objective
    few = len(curve) < limits["fewest"]
    open_and_short = (
        profile.decision.verdict is Verdict.INCONCLUSIVE and len(curve) <= SHORT * limits["fewest"]
    )
    if not (few or open_and_short):
        return ()
    fewest = int(limits["fewest"])
    least = f"{fewest:,} are the least and " if few else ""
    values: dict[str, Any] = {"fewest": fewest, "least": least}
    if len(curve) < 2:
        return (Evidence(None, values),)
    length = float(curve.step[-1] - curve.step[0])
    values["log_every"] = length // GOOD or None
    values["with_gaps"] = len(curve) <= length < GOOD
    values["epoch_by_epoch"] = profile.run.axis.unit == "epoch" and length < len(curve)
    return (Evidence(Span(float(curve.step[0]), float(curve.step[-1])), values),)
