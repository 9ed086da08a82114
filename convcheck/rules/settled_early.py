"""CC307: most of the run came after the loss had settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.rules._verdict import stance
from convcheck.told_after import gained_after, rising_score
from convcheck.wording import percent, step

if TYPE_CHECKING:
    from convcheck.findings import Settling
    from convcheck.profile import Profile

RULE = Rule(
    code="CC307",
    name="settled-early",
    severity="info",
    summary="The loss had settled long before the run ended.",
    message="the {what} had settled by {unit} {settled:step}{later}: the last {idle:percent} of "
    "the run {moved} than the band",
    why="The steps since then cost compute and bought next to nothing of this loss.",
    how="The run surely converged, and the part after its settling step is longer than a limit. "
    "Where validation went on improving clearly, that part begins when it came to rest as well. To "
    "stop is advised no earlier than at the end of the settling step's interval, nor before "
    "validation was as good as its best, and not at all where little would be left to save, where "
    "a score beside the loss rose on, or where no validation was logged and what is left of a loss "
    "fell on to less than half. A smaller gain that the noise does not hide is told.",
    when_wrong="What is small beside the first fall may still matter (0.01 nat of a language "
    "model), and where no validation was logged it may have gone on improving.",
    causes=(
        Cause("more-steps-than-needed", "it was planned too long"),
        Cause("learning-rate-too-large", "it settled at a floor set by the rate", needs=("loud",)),
        Cause("rate-decayed-too-early", "it stopped with the rate", needs=("rate_ended",)),
    ),
    remedies=(
        Remedy(
            "stop near {unit} {shown:step} next time: a fifth of the run after settling shows "
            "that it has{given_up}",
            "more-steps-than-needed",
        ),
        Remedy(
            "stop near {unit} {surely:step} next time: the 90% interval of its settling ends "
            "there{given_up}",
            "more-steps-than-needed",
        ),
        Remedy(
            "stop near {unit} {validated:step} next time: validation is as good as it gets by then",
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
        Limit(
            "saved",
            0.2,
            "share of the run",
            "who saves less need not plan anew",
            "labelled trainings: of 52 stops that it advises there 47 lie behind the true settling "
            "step; with neither interval nor sureness asked, 49 of 69 did",
        ),
        Limit(
            "left",
            0.5,
            "share of the level at rest",
            "the band is a share of the first fall, and tells nothing of a loss that goes on to "
            "fall by decades, as of an equation that is solved: halved once more, it does not rest",
            "a loss whose floor was reached does not halve; every decade below has three halvings",
        ),
    ),
    yields_to=("CC306", "CC313", "CC401", "CC407"),
    fires=(
        Example("exponential", {"time_constant": 0.03}, "settled after an eighth of the run"),
        Example("exponential", {"time_constant": 0.03, "shift": -10.0}, "below zero"),
    ),
    silent=(
        Example("exponential", {"time_constant": 0.18}, "settled at three quarters"),
        Example("exponential", {"cut": 0.1}, "never settled"),
        Example("grokking", {}, "validation fell long after"),
        Example(
            "exponential",
            {"time_constant": 0.03, "floor": 0.0, "noise": 0.0},
            "fell on by decades to the end",
        ),
    ),
)

TOLD = 0.001
"""Share of the drop from which a gain is told: what rounds to less is nothing to give up."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure the part of the run after settling."""
    settling = profile.settling
    if stance(profile, Verdict.CONVERGED) != "said" or settling is None:
        return ()  # where it is not sure that the loss rests, nobody should shorten the run
    if profile.free_of_restarts is not profile.objective:
        return ()  # a cycle is to be ended: the loss is held up before
    if profile.objective.contained is not profile.objective:
        return ()  # beside an explosion all that was learned after it looks like rest
    steps = profile.objective.step
    first, last = float(steps[0]), float(steps[-1])
    until = profile.facts.get("improved_until")
    rested = settling.step if until is None else max(settling.step, until)
    idle = (last - rested) / (last - first)
    if idle < limits["idle"] or profile.facts.get("improved_to_the_end"):
        return ()
    enough, decided_by = _enough(profile, settling, first, rested)
    if last.is_integer():
        enough = math.ceil(enough)
    if last - enough < limits["saved"] * (last - first) or _fell_on(profile, rested, limits):
        return ()
    if rising_score(profile, rested) is not None:
        return ()  # a loss that rests is no end of what is learned
    values = {
        "settled": settling.step,
        "rested": rested,
        "idle": idle,
        "enough": enough,
        **dict.fromkeys(("shown", "surely", "validated")),
        decided_by: enough,
        "given_up": _given_up(profile, enough),
        "later": _later(profile, until),
        "moved": "moved it by less" if until is None else "improved neither by more",
    }
    return (Evidence(Span(rested, last), values),)


def _enough(profile: Profile, settling: Settling, first: float, rested: float) -> tuple[float, str]:
    """Return the step that would have been enough, and what speaks against an earlier one.

    A fifth of the run behind it shows that a loss rests; before the end of the interval it may
    still have been falling; and what is to be kept, by validation, must have been reached.
    """
    from convcheck.told_best import best_place

    least = [(settling.interval[1], "surely"), (first + 1.25 * (rested - first), "shown")]
    best = None if profile.validation is None else best_place(profile.validation)
    if best is not None and profile.validation is not None:
        reached = float(profile.validation.step[best.first])
        least.append((reached, "validated"))
    return max(least)


def _fell_on(profile: Profile, rested: float, limits: Mapping[str, float]) -> bool:
    """Return whether the loss went on falling by a clear factor, and nothing but it says so."""
    curve = profile.objective
    if _is_validated(profile) or not curve.positive or profile.run.goal != "min":
        return False
    after = gained_after(curve, rested)
    return after.sure and after.end < limits["left"] * after.level


def _given_up(profile: Profile, enough: float) -> str:
    """Say what came after the step that is advised, where that is more than the noise."""
    curve = profile.objective
    after = gained_after(curve, enough)
    share = after.gain / curve.total_range
    if _is_validated(profile) or not after.sure or share < TOLD:
        return ""
    return f"; a further {percent(share)} of the {profile.facts['drop']} came after it"


def _is_validated(profile: Profile) -> bool:
    """Return whether validation tells how far to go: training falls on by learning by heart."""
    from convcheck.told_best import best_place

    return profile.validation is not None and best_place(profile.validation) is not None


def _later(profile: Profile, until: float | None) -> str:
    """Say when validation came to rest, where that was clearly later."""
    if until is None:
        return ""
    return f", and {profile.facts['validation']} by {profile.run.axis.unit} {step(until)}"
