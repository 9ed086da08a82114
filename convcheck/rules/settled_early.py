"""CC307: most of the run came after the loss had settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC307",
    name="settled-early",
    severity="info",
    summary="The loss had settled long before the run ended.",
    message="the {what} had settled by {unit} {settled:step}: the last {idle:percent} of the run "
    "moved it by less than the band",
    why="The steps since then cost compute and bought next to nothing of this loss.",
    how="The run converged, and the part after its settling step is longer than a limit.",
    when_wrong="What is small beside the first fall may still matter (0.01 nat of a language "
    "model), and validation may go on improving after training has settled.",
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
            "let the learning rate decay from {unit} {settled:step} on: a constant rate of "
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
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure the part of the run after settling."""
    settling = profile.settling
    if profile.decision.verdict is not Verdict.CONVERGED or settling is None:
        return ()
    if profile.free_of_restarts is not profile.objective:
        return ()  # a cycle is to be ended: the loss is held up before
    idle = 1.0 - settling.share_of_run
    if idle < limits["idle"]:
        return ()
    step = profile.objective.step
    first, last = float(step[0]), float(step[-1])
    enough = first + 1.25 * (settling.step - first)
    if last.is_integer():
        enough = math.ceil(enough)
    values = {"settled": settling.step, "idle": idle, "enough": min(last, enough)}
    return (Evidence(Span(settling.step, last), values),)
