"""CC303: the run ended while the loss was still on its way down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Remedy, Rule, Span, Verdict
from convcheck.rules._verdict import humbled, stance
from convcheck.shares import has_drop
from convcheck.wording import percent

if TYPE_CHECKING:
    from convcheck.findings import Projection
    from convcheck.profile import Profile

RULE = Rule(
    code="CC303",
    name="loss-still-falling",
    severity="info",
    summary="The loss was still falling when the run ended.",
    message="the {what} {was} still {falling} at {unit} {last_step:step}: it ended at "
    "{ended}{late}{outlook}",
    why="Training longer, or faster, would bring more; the model is not what it could be.",
    how="It speaks where the verdict is improving. The outlook continues the fitted curve for as "
    "many steps again, everything held as it is; its interval covers nine runs of ten. None is "
    "given where that curve has all but come to rest: most such runs gained far more.",
    when_wrong="A loss may creep down for ever without any gain in what matters: watch "
    "validation. A drop that is still to come after a plateau can be foreseen by nobody.",
    causes=(
        Cause("interrupted-run", "the log breaks off", needs=("cut_short",)),
        Cause("rate-decayed-too-early", "the rate was low while it fell", needs=("rate_ended",)),
        Cause("data-not-shuffled", "it swings regularly", needs=("rings",)),
        Cause("learning-rate-too-small", "it has hardly moved", needs=("small_fall",)),
        Cause("too-few-steps", "it lasted a few steps only", needs=("short",)),
        Cause("learning-rate-too-large", "it leapt up first", needs=("jumped_at_first",)),
        Cause("batch-too-small", "points scatter by their own size", needs=("uneven",)),
        Cause("corrupted-labels", "validation does not follow", needs=("validation_turned",)),
        Cause("corrupted-data", "a few points leap far up", needs=("spiky",)),
        Cause("badly-scaled-initialisation", "it began far too high", needs=("began_high",)),
        Cause("too-few-steps", "it was stopped on the way"),
        Cause("learning-rate-too-small", "each step is short", unless=("jumped_at_first",)),
        Cause("data-not-shuffled", "each batch undoes part of the last"),
        Cause("corrupted-labels", "contradictions are learned by heart, slowly"),
        Cause("batch-too-small", "noise hides the progress", needs=("loud",)),
        Cause("rate-decayed-too-early", "it slowed with the rate", needs=("rate_decays",)),
        Cause("learning-rate-too-large", "the noise of its steps slows it"),
        Cause("momentum-too-high", "it overshoots and comes back"),
        Cause("badly-scaled-initialisation", "it had far to come"),
        Cause("model-too-small", "what is left is hard for it"),
    ),
    remedies=(
        Remedy(
            "train for {extra:step} more {unit}s: that should bring {gain:rough} ({gain_low:rough} "
            "to {gain_high:rough}), {gain_share:percent} of the {drop} so far",
            "too-few-steps",
            needs=("gain",),
            unless=("rate_ended", "rate_decays", "validation_turned"),
        ),
        Remedy(
            "plan a longer schedule, {double:step} {unit}s say: the rate has come down, so more "
            "steps at its end would bring little",
            "too-few-steps",
            needs=("rate_decays",),
            unless=("validation_turned",),
        ),
        Remedy(
            "raise the learning rate from {rate:rate} to {rate_threefold:rate}-"
            "{rate_tenfold:rate}, or train longer by as much: rate and steps go together",
            "learning-rate-too-small",
            needs=("creeps",),
        ),
        Remedy(
            "raise the learning rate from {rate:rate} to {rate_threefold:rate}, if the loss stays "
            "as smooth",
            "learning-rate-too-small",
            unless=("creeps", "loud", "rate_large"),
        ),
        Remedy(
            "raise the learning rate by a factor of 3 to 10, or train longer by as much",
            "learning-rate-too-small",
            needs=("creeps",),
            unless=("rate_logged",),
        ),
        Remedy(
            "hold the rate longer before it decays",
            "rate-decayed-too-early",
            needs=("rate_decays",),
        ),
        Remedy(
            "resume from the last checkpoint: the log breaks off at {unit} {last_step:step}",
            "interrupted-run",
            needs=("cut_short",),
        ),
        Remedy("enlarge the batch, or average gradients over several", "batch-too-small"),
        Remedy("shuffle the data anew in every epoch", "data-not-shuffled"),
        Remedy(
            "initialise with a variance that keeps the output near zero: the first loss should be "
            "that of guessing",
            "badly-scaled-initialisation",
        ),
    ),
    references=(
        "Hoffmann et al., Training compute-optimal large language models, 2022",
        "Hestness et al., Deep learning scaling is predictable, empirically, 2017",
    ),
    fires=(
        Example("exponential", {"cut": 0.1}, "cut at one time constant"),
        Example("linear_ramp", {}, "falls along a line to the end"),
    ),
    silent=(
        Example("exponential", {}, "settled"),
        Example("flat", {}, "never learned"),
        Example("blow_up", {}, "diverged"),
    ),
)

LEAPT = 3.0
"""Noise of one value by which a loss that ended above its last fifth was not falling any more."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001
    """Say how much of the fall came late, and what more steps would bring."""
    from convcheck.told_fall import HALF, late_share
    from convcheck.told_levels import (
        counted,
        end_level,
        end_points,
        told_end,
        told_projection,
    )

    taken = stance(profile, Verdict.IMPROVING)
    if taken == "no":
        return ()
    curve = counted(profile)
    ended = end_level(curve.loss)
    if ended > curve.ends.end + LEAPT * curve.noise:
        return ()
    told = has_drop(curve)
    share = late_share(curve) if told else None
    values: dict[str, Any] = {
        "was": "was" if taken == "said" else "may have been",
        "end": profile.sign * ended,
        "ended": told_end(curve.loss, end_points(curve.loss), profile.sign),
        "late": "",
        "outlook": "",
        "double": 2.0 * float(curve.step[-1] - curve.step[0]),
    }
    if share is not None:
        fall = profile.facts["descent"]
        values["late_share"] = share
        values["late"] = (
            f", after {percent(share)} of its {fall} came in the second half of the run"
        )
    if told:
        values |= _outlook(profile, told_projection(profile))
    span = Span(curve.logged_step(HALF), float(curve.step[-1]))
    return (Evidence(span, values, severity=humbled(taken)),)


def _outlook(profile: Profile, ahead: Projection | None) -> dict[str, Any]:
    """Return what as long again would add, where that can be foretold."""
    from convcheck.told_ahead import is_foretold

    if ahead is None or not is_foretold(ahead, Verdict.IMPROVING):
        return {"outlook": "; how far it would have gone on cannot be told"}
    facts, condition = profile.facts, ""
    if facts.get("schedule_ended"):
        condition = ", on a longer schedule"
    elif facts.get("rate_decays"):
        condition = ", were the rate held"
    share = percent(ahead.share_of_drop)
    return {
        "extra": ahead.extra,
        "gain": ahead.gain,
        "gain_low": ahead.interval[0],
        "gain_high": ahead.interval[1],
        "gain_share": ahead.share_of_drop,
        "outlook": f"; as long again would add {share} of the {facts['drop']}{condition}",
    }
