"""CC605: the gradient's norm sits at the bound that clips it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC605",
    name="clipped-gradients",
    severity="info",
    summary="The gradient was clipped at a good part of the steps.",
    message="the gradient's norm sits at its bound of {bound:loss} at {share:percent} of the "
    "points",
    why="Clipping is meant for rare outliers; where it acts all the time the step no longer knows "
    "how steep it is, and the learning rate is not what it seems.",
    how="Many logged norms lie within a thousandth of the largest.",
    when_wrong="Most trainers log the norm before clipping, and then this cannot be seen; "
    "normalised-gradient methods have a constant norm by design.",
    causes=(
        Cause("learning-rate-too-large", "gradients are large where the weights are thrown to"),
        Cause("rate-not-set", "the bound is too low for this model"),
        Cause("badly-scaled-initialisation", "gradients begin too large"),
    ),
    remedies=(
        Remedy("raise the bound from {bound:loss}, to where it acts on a step in twenty or fewer"),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_high:rate}",
            "learning-rate-too-large",
        ),
        Remedy("log the norm before clipping as well"),
    ),
    limits=(
        Limit(
            "share",
            0.2,
            "share of the points",
            "a fifth of the steps is no outlier any more",
            "usual advice: a few percent",
        ),
    ),
    needs=("gradient_norm",),
    fires=(Example("exponential", {"gradient_norm": "clipped"}, "at its bound for a third"),),
    silent=(
        Example("exponential", {"gradient_norm": "steady"}, "varies freely"),
        Example("exponential", {"gradient_norm": "vanishing"}, "far below any bound"),
    ),
)

AT_BOUND = 0.999
"""Share of the largest norm from which a value counts as clipped: rounding in the division."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Count the norms at the largest."""
    import numpy as np

    norm = profile.gradient_norm
    if norm is None or len(norm) < 10:
        return ()
    bound = float(norm.loss.max())
    at_bound = norm.loss >= AT_BOUND * bound
    share = float(np.mean(at_bound))
    if bound <= 0 or share < limits["share"] or norm.constant:
        return ()
    where = norm.step[np.flatnonzero(at_bound)]
    values = {"bound": bound, "share": share}
    return (Evidence(Span(float(where[0]), float(where[-1])), values, "gradient_norm"),)
