"""CC603: a constant learning rate keeps the loss on a floor of noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC603",
    name="constant-rate-with-a-noise-floor",
    severity="info",
    summary="The loss settled into noise at a learning rate that never fell.",
    message="the {what} has settled into a noise of {noise_share:percent} of its range at a "
    "constant rate of {rate:rate}: a decay would bring it {lower}",
    why="At a constant rate the weights wander about the minimum; the distance shrinks with the "
    "rate.",
    how="The run converged, its learning rate was constant, and the noise of single values after "
    "settling is a share of the range.",
    when_wrong="Noise that comes from small batches in the measurement, not from the weights, does "
    "not fall with the rate.",
    causes=(
        Cause("constant-rate-floor", "the weights wander at a distance set by the rate"),
        Cause("batch-too-small", "single batches scatter"),
    ),
    remedies=(
        Remedy(
            "let the learning rate decay from {rate:rate} at {unit} {settling_step:step} to "
            "{rate_low:rate} or less by the end",
            "constant-rate-floor",
        ),
        Remedy("average the weights over the last part of the run", "constant-rate-floor"),
        Remedy("enlarge the batch by a factor of 4", "batch-too-small"),
    ),
    references=("Bottou, Curtis, Nocedal, Optimization methods, SIAM Review 2018, section 4",),
    limits=(
        Limit(
            "noise",
            0.05,
            "share of the range",
            "less would not pay for another run",
            "twice the band of convergence and more",
        ),
    ),
    needs=("points", "learning_rate"),
    yields_to=("CC304",),
    fires=(
        Example("exponential", {"learning_rate": "constant", "noise": 0.1}, "noise of a tenth"),
        Example(
            "exponential",
            {"learning_rate": "constant", "noise": 0.1, "shift": -10.0},
            "below zero",
        ),
    ),
    silent=(
        Example("exponential", {"learning_rate": "constant", "noise": 0.01}, "quiet"),
        Example("exponential", {"learning_rate": "decaying", "noise": 0.1}, "it decays already"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the noise against the range."""
    curve = profile.objective
    constant = profile.facts.get("rate_constant")
    if profile.decision.verdict is not Verdict.CONVERGED or not constant:
        return ()
    share = curve.noise / curve.total_range
    if share < limits["noise"]:
        return ()
    begin = profile.settling.step if profile.settling is not None else float(curve.step[0])
    values = {"noise": curve.noise, "noise_share": share}
    return (Evidence(Span(begin, float(curve.step[-1])), values),)
