"""CC310: the loss creeps down in a straight line and has hardly moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC310",
    name="creeping-descent",
    severity="info",
    summary="The loss fell in a nearly straight line, by a small part of what it began with.",
    message="the {what} {fell} steadily but only by {fall_share:percent} of its start over the "
    "whole run, {straight:percent} of that in the second half: it creeps",
    why="At this pace the run would have to last many times as long; it is the rate that is short, "
    "not the run.",
    how="The fall is small beside the starting loss, plain to see beside its noise, and comes in "
    "the second half of the run nearly as much as in the first.",
    when_wrong="Fine-tuning begins near its goal, and a loss with a high floor cannot fall far.",
    causes=(
        Cause("learning-rate-too-small", "every step is short"),
        Cause("too-few-steps", "it had hardly begun"),
        Cause("saturated-activation", "little gradient comes through"),
        Cause("regularisation-too-strong", "what is gained is pulled back"),
    ),
    remedies=(
        Remedy(
            "raise the learning rate from {rate:rate} to {rate_tenfold:rate}; if the loss stays as "
            "smooth, raise it again",
            "learning-rate-too-small",
            unless=("validation_turned",),
        ),
        Remedy(
            "raise the learning rate by a factor of 10; if the loss stays smooth, raise it again",
            "learning-rate-too-small",
            unless=("rate_logged", "validation_turned"),
        ),
        Remedy("train many times as long", "too-few-steps", unless=("validation_turned",)),
    ),
    references=("Smith, Cyclical learning rates (the range test), WACV 2017",),
    limits=(
        Limit(
            "fall",
            0.25,
            "share of the starting loss",
            "most trainings halve their loss; a quarter is hardly a beginning",
            "labelled trainings with a rate 20 to 10,000 times too small",
        ),
        Limit(
            "straight",
            0.35,
            "share of the fall",
            "an exponential that ran for more than one time constant has less in its second half",
            "1 / (1 + e^(1/2)) = .378 at one time constant",
        ),
        Limit(
            "z",
            4.0,
            "standard errors",
            "the trend must be seen beyond doubt",
            "the trend over the whole log, corrected for remembered noise",
        ),
    ),
    needs=("points", "zero"),
    yields_to=("CC201", "CC301", "CC304"),
    fires=(
        Example("linear_ramp", {"floor": 2.1, "noise": 0.05}, "a tenth of its start, in a line"),
    ),
    silent=(
        Example("exponential", {}, "falls, and settles"),
        Example("exponential", {"cut": 0.1}, "cut, but well on its way"),
        Example("flat", {}, "does not move"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure how much and how evenly it fell."""
    import numpy as np

    from convcheck.told_levels import counted

    curve = counted(profile)
    verdicts = (Verdict.IMPROVING, Verdict.STUCK, Verdict.INCONCLUSIVE)
    if curve.constant or profile.decision.verdict not in verdicts:
        return ()
    start, middle, end = (float(v) for v in curve.fit.evaluate(np.array([0.0, 0.5, 1.0])))
    fall = start - end
    if fall <= 0 or fall > limits["fall"] * start or curve.trend.z < limits["z"]:
        return ()
    straight = (middle - end) / fall
    if straight < limits["straight"]:
        return ()
    values = {"fall": fall, "fall_share": fall / start, "straight": straight}
    return (Evidence(Span(float(curve.step[0]), float(curve.step[-1])), values),)
