"""CC312: the loss settled after a small part of the fall that its start suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.findings import Cause, Evidence, Example, Limit, Remedy, Rule, Verdict
from convcheck.model import Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC312",
    name="high-plateau",
    severity="warning",
    summary="The loss settled high, after a small fall.",
    message="the loss settled at {end:loss}, only {fall_share:percent} below its start of "
    "{start:loss}",
    why="It converged, but to something little better than the beginning: most of what could be "
    "learned was not.",
    how="The run converged, and its fall is a small share of its start. It is silent where the "
    "fall is so small that the run counts as stuck.",
    when_wrong="Noisy targets, fine-tuning and hard tasks have a high floor; whether this one has, "
    "only a better run or a baseline can tell. Logs that begin after the first fall look the same.",
    causes=(
        Cause("rate-decayed-too-early", "it stopped with the rate", needs=("rate_ended",)),
        Cause("local-minimum", "a resting place that is not the best"),
        Cause("model-too-small", "the model cannot do better"),
        Cause("dead-units", "part of the network is off"),
        Cause("learning-rate-too-large", "the noise of its steps is its floor", needs=("loud",)),
        Cause("corrupted-labels", "there is little to learn"),
        Cause("regularisation-too-strong", "what is gained is pulled back"),
        Cause("wrong-loss", "a loss that cannot come down"),
    ),
    remedies=(
        Remedy("start again with three other seeds and compare where they end", "local-minimum"),
        Remedy("double the width of the model and compare", "model-too-small"),
        Remedy("train with weight decay and dropout off, once", "regularisation-too-strong"),
        Remedy(
            "let the learning rate decay from {rate:rate} to {rate_low:rate}",
            "learning-rate-too-large",
            needs=("rate_constant",),
        ),
        Remedy("look at the examples with the highest loss", "corrupted-labels"),
        Remedy("check that no softmax is applied twice", "wrong-loss"),
    ),
    limits=(
        Limit(
            "fall",
            0.12,
            "share of the starting loss",
            "three times what counts as no learning at all",
            "the verdict stuck: below 4 % nothing was learned",
        ),
    ),
    needs=("points", "zero"),
    yields_to=("CC302", "CC406", "CC201"),
    fires=(Example("small_fall", {"start": 3.0, "floor": 2.75}, "a fall of 8 %"),),
    silent=(
        Example("exponential", {}, "most of the start is gone"),
        Example("small_fall", {"fall": 0.5}, "half of it is gone"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the fall against the start."""
    curve = profile.objective
    settling = profile.settling
    if profile.decision.verdict is not Verdict.CONVERGED or settling is None:
        return ()
    ends = curve.ends
    share = ends.fall / ends.start
    if not 0.0 < share < limits["fall"]:
        return ()
    values = {"start": profile.sign * ends.start, "end": profile.sign * ends.end}
    values["fall_share"] = share
    return (Evidence(Span(settling.step, float(curve.step[-1])), values),)
