"""CC205: the gradient is gone while the loss is still high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.wording import loss, step

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC205",
    name="vanishing-gradient",
    severity="warning",
    summary="The gradient's norm is next to nothing although nothing was learned.",
    message="the gradient's norm {course}, while the {what} stayed at {level:loss}",
    why="Without a gradient no step changes anything: the run is over although it goes on.",
    how="The norm's last quarter is zero, tiny, or a small part of its first quarter, in a run "
    "that is stuck.",
    when_wrong="At the bottom of a valley the gradient vanishes too: runs that learned are left "
    "alone.",
    causes=(
        Cause("dead-units", "units that are off for every example"),
        Cause("saturated-activation", "units at their limits"),
        Cause("symmetric-initialisation", "all-zero weights pass nothing down"),
        Cause("badly-scaled-initialisation", "it shrinks from layer to layer"),
        Cause("mixed-precision", "half precision rounds it to zero"),
    ),
    remedies=(
        Remedy("replace ReLU by leaky ReLU or GELU", "dead-units"),
        Remedy("use ReLU or GELU with normalisation in place of sigmoid", "saturated-activation"),
        Remedy("initialise with variance 2 / fan-in", "badly-scaled-initialisation"),
        Remedy("scale the loss, or use bfloat16", "mixed-precision"),
    ),
    references=("Glorot and Bengio, Understanding the difficulty of training, AISTATS 2010",),
    limits=(
        Limit(
            "least",
            1e-7,
            "gradient norm",
            "below it a step of any usual rate is lost in rounding",
            "SageMaker Debugger, VanishingGradient",
        ),
        Limit(
            "share",
            1e-3,
            "share of the first quarter",
            "a thousandth of what it was moves nothing",
            "the same idea, free of units",
        ),
    ),
    needs=("points", "gradient_norm"),
    fires=(Example("flat", {"gradient_norm": "vanishing"}, "stuck, and no gradient is left"),),
    silent=(
        Example("flat", {"gradient_norm": "steady"}, "stuck for another reason"),
        Example("exponential", {"gradient_norm": "vanishing"}, "learned, and came to rest"),
    ),
)

FELL = 0.1
"""Share of a norm that was next to nothing from the first step on below which it fell further."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare the last quarter of the norm with the first."""
    import numpy as np

    norm = profile.gradient_norm
    if norm is None or profile.decision.verdict is not Verdict.STUCK or len(norm) < 4:
        return ()
    quarter = max(1, len(norm) // 4)
    early = float(np.median(np.abs(norm.loss[:quarter])))
    late = float(np.median(np.abs(norm.loss[-quarter:])))
    if late > max(limits["least"], limits["share"] * early):
        return ()
    since = float(norm.step[-quarter])
    values = {
        "early": early,
        "late": late,
        "since": since,
        "course": _course(profile, early, late, since, limits["least"]),
        "level": profile.sign * profile.objective.ends.end,
    }
    return (Evidence(Span(since, float(norm.step[-1])), values, "gradient_norm"),)


def _course(profile: Profile, early: float, late: float, since: float, least: float) -> str:
    """Say that the norm fell, and by when; where it was next to nothing at first, that it was."""
    if early <= least and late > FELL * early:
        return f"was next to nothing throughout: {loss(early)} at first, {loss(late)} at the end"
    return f"fell to {loss(late)} by {profile.run.axis.unit} {step(since)}"
