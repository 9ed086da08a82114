"""CC304: the loss swings up and down to the end of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.rules._verdict import stance
from convcheck.shares import beside, has_drop
from convcheck.told_swing import PROMINENT
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.rule import Severity
    from convcheck.told_swing import Swing

RULE = Rule(
    code="CC304",
    name="oscillating-loss",
    severity="warning",
    summary="The loss swings up and down, regularly or in bursts, and does not calm down.",
    message="the {what} {form}, by {swing:loss}{beside}{every}",
    why="The weights jump from one side of a valley to the other, or follow the order of the "
    "data; the last checkpoint is a matter of luck.",
    how="It speaks where the verdict is oscillating: a regular cycle of more than 5 % of the "
    "range, or an irregular bounce with memory of more than 15 %, to the end of the run. Smaller "
    "regular cycles, a bounce of little memory and ringing that dies are told as information. The "
    "form tells kinds apart: a comb alternates from point to point, a sawtooth rises at once and "
    "falls slowly (or the other way round), ringing dies away.",
    when_wrong="A cycle of the learning rate swings by design; so does a loss that is logged on "
    "tasks or data sets in turn, or averaged since the beginning of an epoch.",
    causes=(
        Cause("data-not-shuffled", "it keeps step with the epoch", needs=("in_step_with_epoch",)),
        Cause("momentum-missing", "errors like a comb", needs=("comb",)),
        Cause("momentum-too-high", "it rings", needs=("ringing",)),
        Cause("corrupted-data", "a few points leap far up", needs=("spiky",)),
        Cause("batch-too-small", "points scatter by their own size", needs=("uneven",)),
        Cause("learning-rate-too-large", "the step is longer than the valley is wide"),
        Cause("momentum-too-high", "the weights overshoot and swing back"),
        Cause("batch-too-small", "single examples pull the weights about", needs=("bouncing",)),
        Cause("data-not-shuffled", "the data come in the same order every time"),
        Cause("batch-too-small", "single examples pull the weights about"),
        Cause("missing-gradient-clipping", "bursts", needs=("bouncing",)),
        Cause("corrupted-data", "a bad batch now and then"),
    ),
    remedies=(
        Remedy(
            "the loss swings by {swing_share:part} its range at a constant rate of "
            "{rate:rate}: lower it to {rate_low:rate} – {rate_high:rate}, or let it "
            "decay{since}",
            "learning-rate-too-large",
            needs=("rate_constant",),
        ),
        Remedy(
            "lower the peak of the learning rate from {rate:rate} to {rate_low:rate} – "
            "{rate_high:rate}",
            "learning-rate-too-large",
            unless=("rate_constant",),
        ),
        Remedy(
            "lower the learning rate by a factor of 3 to 10, or let it decay{since}",
            "learning-rate-too-large",
            unless=("rate_logged",),
        ),
        Remedy("shuffle the data anew in every epoch", "data-not-shuffled"),
        Remedy("add momentum, 0.9: it averages what alternates", "momentum-missing"),
        Remedy(
            "lower the momentum, from 0.99 to 0.9 say: a ringing of {whole:step} {unit}s a period "
            "dies within fewer",
            "momentum-too-high",
        ),
        Remedy("enlarge the batch by a factor of 4 or more", "batch-too-small"),
        Remedy(
            "clip the gradient's norm", "missing-gradient-clipping", unless=("gradient_clipped",)
        ),
        Remedy(
            "keep an average of the weights (EMA or SWA) and evaluate that", unless=("boosted",)
        ),
    ),
    references=(
        "Goh, Why momentum really works, Distill 2017",
        "Cohen et al., Gradient descent typically occurs at the edge of stability, ICLR 2021",
        "Bottou, Stochastic gradient descent tricks, 2012 (shuffling)",
    ),
    limits=(
        Limit(
            "small",
            0.02,
            "share of the range",
            "a regular cycle must exceed the band of convergence to be worth a word",
            "control theory's two-percent band",
        ),
        Limit(
            "prominence",
            PROMINENT,
            "times the median of the spectrum",
            "white noise of a few thousand samples peaks at about ten",
            "the largest of n exponential variables is about ln n times their mean",
        ),
        Limit(
            "strength",
            0.5,
            "share of the residual's power",
            "less is a faint line in noise",
            "half: the cycle moves the loss more than the noise does",
        ),
        Limit(
            "memory",
            0.5,
            "von Neumann ratio",
            "a bounce whose level remembers less may be noise with memory of its own",
            "noise without memory has 1, labelled bounces .07 to .34",
        ),
    ),
    yields_to=("CC201", "CC301"),
    fires=(
        Example("sine", {}, "a sine of a third of the drop"),
        Example("comb", {}, "one up, one down"),
        Example("epoch_sawtooth", {}, "in step with the epoch"),
        Example("sine", {"swing": 0.04, "noise": 0.003}, "small but regular: information"),
    ),
    silent=(
        Example("exponential", {}, "healthy"),
        Example("exponential", {"noise": 0.3}, "loud, and without any regularity"),
        Example("cosine_restarts", {}, "the learning rate swings by design"),
    ),
)

LATEST = 0.9
"""Place from which on too little of a run is left for its learning rate to decay in."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Tell comb, sawtooth, ringing, swing and bounce apart."""
    from convcheck.step_lengths import told_length
    from convcheck.told_swing import told_swing

    taken, curve = stance(profile, Verdict.OSCILLATING), profile.objective
    if taken != "no":
        curve = curve.contained  # as the verdict saw it: beside an explosion every swing is none
    told = _small_swing(profile, limits) if taken == "no" else told_swing(curve)
    if told is None:
        return ()
    regular, swing = told.form != "bounce", told.size
    period = told.period * float(curve.step[-1] - curve.step[0])
    whole = told_length(period, curve)
    epoch = profile.facts.get("epoch_length") or 0.0
    values: dict[str, Any] = {
        "form": WORDS[told.form],
        "swing": swing,
        "beside": beside(swing, curve, "range"),
        "every": f", every {step(whole)} {profile.run.axis.unit}s" if regular else "",
        "since": _since(profile, swing),
        "comb": told.form == "comb",
        "ringing": told.form == "ringing",
        "bouncing": told.form == "bounce",
        "in_step_with_epoch": bool(epoch and regular and abs(period / epoch - 1.0) < 0.05),
    }
    if has_drop(curve):
        values["swing_share"] = swing / curve.total_range
    if regular:
        values |= {"period": period, "whole": whole}
    by_design = bool(profile.facts.get("rate_cycles"))
    remembers = regular or curve.bounce.ratio <= limits["memory"]
    sure = taken == "said" and remembers and not by_design
    severity: Severity | None = None if sure else "info"
    span = Span(float(curve.step[round(0.4 * (len(curve) - 1))]), float(curve.step[-1]))
    return (Evidence(span, values, severity=severity),)


def _small_swing(profile: Profile, limits: Mapping[str, float]) -> Swing | None:
    """Return the small, regular swing that a loss of another verdict keeps up; None without one."""
    from convcheck.told_swing import small_swing

    told = small_swing(profile.objective, limits["prominence"], limits["strength"])
    if told is None or profile.facts.get("rate_cycles"):
        return None
    return told if told.size > limits["small"] * profile.objective.total_range else None


WORDS = {
    "comb": "goes up at one point and down at the next, like a comb",
    "ringing": "rings, and the ringing dies away slowly",
    "sawtooth": "jumps and creeps back again and again, like a sawtooth",
    "cycle": "swings regularly",
    "bounce": "bounces irregularly without calming down",
}
"""Each form in words, after "the loss"."""


def _since(profile: Profile, swing: float) -> str:
    """Say from where on the loss swings and falls no longer: it has half of a swing to fall.

    Nothing is said where that is the first point, or among the last ones.
    """
    curve = profile.objective
    place = curve.settling_place(0.5 * swing)
    if not 0.0 < place <= LATEST:
        return ""
    return f" from {profile.run.axis.unit} {step(curve.logged_step(place))} on"
