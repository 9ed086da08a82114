"""CC203: the loss is exactly zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC203",
    name="exact-zero-loss",
    severity="error",
    summary="The loss drops to exactly zero and stays there.",
    message="the loss is exactly zero at {zeros:count} points in a row from {unit} {since:step} on",
    why="A loss of probabilities only comes near zero; exactly zero means that nothing was "
    "measured: an empty batch, every label masked, or a NaN that was replaced.",
    how="Several zeros in a row, in a loss that was well above zero before and is never below it.",
    when_wrong="A hinge loss, or one with a margin, is exactly zero where all examples are right "
    "by the margin; so is a loss that was rounded.",
    causes=(
        Cause("logging-mistake", "a NaN or a missing value was written as zero"),
        Cause("corrupted-data", "batches that are empty, or whose labels are all masked"),
        Cause("wrong-loss", "a mean over nothing, or a loss that is cut off"),
        Cause("mixed-precision", "half precision loses what is below 6e-8"),
    ),
    remedies=(
        Remedy(
            "print the labels and the mask of the batch of {unit} {since:step}", "corrupted-data"
        ),
        Remedy("check how the logger treats NaN and missing values", "logging-mistake"),
        Remedy("compute and log the loss in full precision", "mixed-precision"),
    ),
    limits=(
        Limit(
            "in_a_row",
            5.0,
            "points",
            "a single zero may be a batch without a single counted label",
            "the shortest stretch that no sound loss shows",
        ),
        Limit(
            "before",
            0.01,
            "share of the starting level",
            "a loss that had come down to this may be zero by rounding",
            "loggers round to three digits or more",
        ),
    ),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"edit": "exactly zero"}, "zero from three fifths of the run on"),
    ),
    silent=(
        Example("exponential", {}, "never zero"),
        Example("exponential", {"edit": "one exact zero"}, "zero once"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Find the longest stretch of zeros."""
    import numpy as np

    curve = profile.objective
    zero = curve.loss == 0.0
    if not zero.any() or float(curve.loss.min()) < 0.0 or zero.all():
        return ()
    place = np.arange(len(zero))
    stretch = place - np.maximum.accumulate(np.where(zero, -1, place))
    last = int(np.argmax(stretch))
    count = int(stretch[last])
    first = last - count + 1
    before = curve.loss[max(0, first - 5) : first]
    high = len(before) > 0 and float(np.median(before)) > limits["before"] * curve.ends.start
    if count < limits["in_a_row"] or not high:
        return ()
    since = float(curve.step[first])
    return (Evidence(Span(since, float(curve.step[last])), {"zeros": count, "since": since}),)
