"""CC307: most of the run came after the loss had settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC307",
    name="settled-early",
    severity="info",
    summary="The loss had settled long before the run ended.",
    message="the {what} had settled by {unit} {settled:step}{later}: the last {idle:percent} of "
    "the run {moved} than the band",
    why="The steps since then cost compute and bought next to nothing of this loss.",
    how="The run converged, and the part after its settling step is longer than a limit. Where "
    "validation went on improving clearly, that part begins when it came to rest as well.",
    when_wrong="What is small beside the first fall may still matter (0.01 nat of a language "
    "model), and where no validation was logged it may have gone on improving.",
    causes=(
        Cause("more-steps-than-needed", "it was planned too long"),
        Cause("learning-rate-too-large", "it settled at a floor set by the rate", needs=("loud",)),
        Cause("rate-decayed-too-early", "it stopped with the rate", needs=("rate_ended",)),
    ),
    remedies=(
        Remedy(
            "stop near {unit} {enough:step} next time: a fifth of the run after settling shows "
            "that it has",
            "more-steps-than-needed",
        ),
        Remedy(
            "let the learning rate decay from {unit} {rested:step} on: a constant rate of "
            "{rate:rate} has brought what it can",
            "learning-rate-too-large",
            needs=("rate_constant",),
        ),
        Remedy(
            "hold the learning rate longer before it decays, if a lower loss is wanted",
            "rate-decayed-too-early",
        ),
    ),
    limits=(
        Limit(
            "idle",
            0.7,
            "share of the run",
            "a fifth is needed to see that it has settled; three times that is waste",
            "the dwell asked of a converged run",
        ),
    ),
    fires=(
        Example("exponential", {"time_constant": 0.03}, "settled after an eighth of the run"),
        Example("exponential", {"time_constant": 0.03, "shift": -10.0}, "below zero"),
    ),
    silent=(
        Example("exponential", {"time_constant": 0.18}, "settled at three quarters"),
        Example("exponential", {"cut": 0.1}, "never settled"),
        Example("grokking", {}, "validation fell long after"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure the part of the run after settling."""
    settling = profile.settling
    if profile.decision.verdict is not Verdict.CONVERGED or settling is None:
        return ()
    if profile.free_of_restarts is not profile.objective:
        return ()  # a cycle is to be ended: the loss is held up before
    steps = profile.objective.step
    first, last = float(steps[0]), float(steps[-1])
    until = profile.facts.get("improved_until")
    rested = settling.step if until is None else max(settling.step, until)
    idle = (last - rested) / (last - first)
    if idle < limits["idle"] or profile.facts.get("improved_to_the_end"):
        return ()
    enough = first + 1.25 * (rested - first)
    if last.is_integer():
        enough = math.ceil(enough)
    values = {
        "settled": settling.step,
        "rested": rested,
        "idle": idle,
        "enough": min(last, enough),
        "later": _later(profile, until),
        "moved": "moved it by less" if until is None else "improved neither by more",
    }
    return (Evidence(Span(rested, last), values),)


def _later(profile: Profile, until: float | None) -> str:
    """Say when validation came to rest, where that was clearly later."""
    if until is None:
        return ""
    return f", and {profile.facts['validation']} by {profile.run.axis.unit} {step(until)}"
