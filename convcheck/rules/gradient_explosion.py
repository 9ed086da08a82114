"""CC204: the gradient's norm grows by orders of magnitude, and the loss with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.wording import loss, times

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC204",
    name="gradient-explosion",
    severity="error",
    summary="The gradient's norm grew by orders of magnitude, and the run did not recover.",
    message="the gradient's norm {grew}, from {unit} {since:step} on",
    why="A step in proportion to such a gradient throws away what was learned.",
    how="Several values in a row stand far above the median of those before, to the end of the "
    "log, in a run that did not settle.",
    when_wrong="After a long plateau a growing gradient is the beginning of learning: runs that "
    "converge or improve are left alone.",
    causes=(
        Cause("learning-rate-too-large", "the weights ran to where it is steep"),
        Cause("missing-gradient-clipping", "nothing bounds it", unless=("gradient_clipped",)),
        Cause("badly-scaled-initialisation", "it grows from layer to layer"),
        Cause("momentum-too-high", "the weights overshoot"),
        Cause("corrupted-data", "a batch that is far from all others"),
    ),
    remedies=(
        Remedy(
            "clip the gradient's norm at {usual:loss}, its usual size before",
            "missing-gradient-clipping",
        ),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_low:rate} – {rate_high:rate}",
            "learning-rate-too-large",
        ),
        Remedy(
            "lower the learning rate by a factor of 3 to 10",
            "learning-rate-too-large",
            unless=("rate_logged",),
        ),
        Remedy("add normalisation layers, or residual connections", "badly-scaled-initialisation"),
    ),
    references=(
        "Pascanu, Mikolov, Bengio, On the difficulty of training recurrent networks, ICML 2013",
    ),
    limits=(
        Limit(
            "factor",
            100.0,
            "times the median before",
            "healthy norms vary by a factor of ten or so, bursts among them",
            "norms in real logs",
        ),
    ),
    needs=("gradient_norm",),
    fires=(Example("blow_up", {"gradient_norm": "exploding"}, "the norm grows with the loss"),),
    silent=(
        Example("exponential", {"gradient_norm": "steady"}, "steady"),
        Example("exponential", {"gradient_norm": "exploding"}, "it grows, and the loss is sound"),
    ),
)

IN_A_ROW = 3
"""Points at the end that must all be large: single bursts are another matter."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare the end of the norm with what was usual before."""
    import numpy as np

    sound = (Verdict.CONVERGED, Verdict.IMPROVING, Verdict.INCONCLUSIVE)
    norm = profile.run.gradient_norm
    if norm is None or profile.decision.verdict in sound:
        return ()
    size = np.abs(np.where(norm.finite, norm.value, np.inf))
    usual = float(np.median(size[: max(1, len(size) // 2)]))
    large = size > limits["factor"] * usual
    if usual <= 0 or not np.isfinite(usual) or not large[-IN_A_ROW:].all():
        return ()
    first = int(np.flatnonzero(~large)[-1]) + 1 if not large.all() else 0
    since, highest = float(norm.step[first]), float(size.max())
    grew = f"grew from {loss(usual)} to {loss(highest)}, {times(highest / usual)} its usual size"
    values = {
        "usual": usual,
        "highest": highest,
        "factor": highest / usual,
        "since": since,
        "grew": grew if np.isfinite(highest) else f"is not finite, after a usual {loss(usual)}",
    }
    return (Evidence(Span(since, float(norm.step[-1])), values, "gradient_norm"),)
