"""CC311: the loss settled because the learning rate had come down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC311",
    name="settled-by-schedule",
    severity="info",
    summary="The loss settled only after the learning rate had nearly gone.",
    message="the {what} settled at {unit} {settled:step}, after the learning rate had fallen to "
    "{rate_then:rate}, {share:percent} of its peak: the schedule ended, and the {what} with it",
    why="That it no longer moves says little about the model: a longer schedule may well reach a "
    "lower loss.",
    how="The settling step lies after the learning rate fell below a tenth of its peak.",
    when_wrong="Where the loss had come to its floor anyway the schedule only took the noise away.",
    causes=(
        Cause("rate-decayed-too-early", "the schedule was shorter than the descent"),
        Cause("too-few-steps", "rate and length go together"),
    ),
    remedies=(
        Remedy(
            "to see whether more is to be had, plan the same schedule over {double:step} {unit}s",
            "too-few-steps",
        ),
        Remedy("hold the rate longer before it decays", "rate-decayed-too-early"),
    ),
    references=("Hägele et al., Scaling laws beyond fixed training durations, 2024",),
    limits=(
        Limit(
            "share",
            0.1,
            "share of the peak",
            "below a tenth of its peak a schedule has all but ended",
            "the same share by which the verdict says so",
        ),
    ),
    needs=("points", "learning_rate"),
    fires=(Example("exponential", {"learning_rate": "decaying"}, "the rate had gone before"),),
    silent=(
        Example("exponential", {"learning_rate": "constant"}, "the rate never fell"),
        Example(
            "exponential",
            {"learning_rate": "decaying", "time_constant": 0.03},
            "settled long before the rate had gone",
        ),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Look up the learning rate at the settling step."""
    import numpy as np

    settling, rate = profile.settling, profile.learning_rate
    if profile.decision.verdict is not Verdict.CONVERGED or settling is None or rate is None:
        return ()
    peak = float(rate.loss.max())
    then = float(np.interp(settling.step, rate.step, rate.loss))
    since = max([then, *rate.loss[rate.step >= settling.step]])
    if peak <= 0 or since > limits["share"] * peak:
        return ()
    last = float(profile.objective.step[-1])
    values = {
        "settled": settling.step,
        "rate_then": then,
        "share": then / peak,
        "double": 2.0 * (last - float(profile.objective.step[0])),
    }
    return (Evidence(Span(settling.step, last), values),)
