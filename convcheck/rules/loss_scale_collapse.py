"""CC206: the loss scale of mixed precision collapses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC206",
    name="loss-scale-collapse",
    severity="error",
    summary="The loss scale of mixed precision was halved again and again and did not recover.",
    message="the loss scale fell from {highest:count} to {last:loss} from {unit} {since:step} on: "
    "gradients overflow at nearly every step",
    why="Every halving is a step that was skipped; when the scale is down, small gradients are "
    "lost, and the run dies slowly.",
    how="The scale ended far below its peak without having risen again.",
    when_wrong="At the beginning a scaler looks for its scale by halving: the first tenth of the "
    "run does not count.",
    causes=(
        Cause("mixed-precision", "gradients overflow half precision"),
        Cause("learning-rate-too-large", "the weights ran away"),
        Cause("numeric-overflow", "a derivative that is not finite"),
        Cause("corrupted-data", "batches far out of range"),
    ),
    remedies=(
        Remedy("use bfloat16, which has the range of full precision", "mixed-precision"),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_low:rate} – {rate_high:rate}, and "
            "clip the gradient's norm before the step",
            "learning-rate-too-large",
            unless=("boosted",),
        ),
        Remedy(
            "lower the learning rate by a factor of 3 to 10, and clip the gradient's norm",
            "learning-rate-too-large",
            unless=(
                "boosted",
                "rate_logged",
            ),
        ),
        Remedy("go back to a checkpoint from before {unit} {since:step}"),
    ),
    references=("Micikevicius et al., Mixed precision training, ICLR 2018",),
    limits=(
        Limit(
            "fall",
            1000.0,
            "times",
            "ten halvings; a scaler that works loses one or two and regains them",
            "PyTorch's GradScaler: halved at an overflow, doubled after 2,000 good steps",
        ),
    ),
    needs=("loss_scale",),
    yields_to=("CC201",),
    fires=(Example("exponential", {"loss_scale": "collapsing"}, "halved forty times"),),
    silent=(
        Example("exponential", {"loss_scale": "growing"}, "doubled now and then"),
        Example("exponential", {"loss_scale": "steady"}, "never changed"),
    ),
)

SEARCH = 0.1
"""Share of the run in which a scaler may look for its scale."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare the last scale with the highest after the search."""
    import numpy as np

    series = profile.run.series["loss_scale"]
    step, scale = series.step[series.finite], series.value[series.finite]
    begin = int(SEARCH * len(scale))
    highest = begin + int(np.argmax(scale[begin:]))
    peak, last = float(scale[highest]), float(scale[-1])
    if last <= 0 or peak < limits["fall"] * last:
        return ()
    since = float(step[np.flatnonzero(scale[highest:] < peak)[0] + highest])
    values = {"highest": peak, "last": last, "since": since}
    return (Evidence(Span(since, float(step[-1])), values, "loss_scale"),)
