"""CC106: the logger hid non-finite losses behind plausible ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.model import Series
    from convcheck.profile import Profile

RULE = Rule(
    code="CC106",
    name="non-finite-values-hidden-by-the-logger",
    severity="warning",
    summary="The gradient's norm is not finite while the logged loss looks sound.",
    message="the gradient's norm is not finite at {bad:count} of {points_there:count} points from "
    "{unit} {since:step} on, while the logged {what} is {like}",
    why="Some trainers replace a NaN loss by the mean of the others before they log it: the run "
    "is broken and its log looks sound.",
    how="Three or more values of the gradient's norm in a row are NaN or infinite where the loss "
    "is finite. Single ones are steps that a gradient scaler skips.",
    when_wrong="Some loggers write NaN for a norm that was not computed; then it is so from the "
    "first point on, and nothing is said.",
    causes=(
        Cause("mixed-precision", "half precision overflows in the backward pass"),
        Cause("learning-rate-too-large", "the weights ran away"),
        Cause("numeric-overflow", "a derivative that is not finite"),
        Cause("logging-mistake", "the logger filters NaN"),
    ),
    remedies=(
        Remedy("switch the filter off (Hugging Face: logging_nan_inf_filter=False) and look again"),
        Remedy("use bfloat16, or full precision for the loss", "mixed-precision"),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_low:rate} – {rate_high:rate}",
            "learning-rate-too-large",
        ),
        Remedy(
            "lower the learning rate by a factor of 3 to 10",
            "learning-rate-too-large",
            unless=("rate_logged",),
        ),
    ),
    references=("Hugging Face Transformers, TrainingArguments: logging_nan_inf_filter",),
    limits=(
        Limit(
            "in_a_row",
            3.0,
            "points",
            "a gradient scaler skips one or two steps before it has found its scale",
            "PyTorch's GradScaler halves the scale at every skipped step",
        ),
    ),
    needs=("gradient_norm",),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"gradient_norm": "often not finite"}, "the loss looks sound"),
        Example(
            "exponential",
            {"gradient_norm": "often not finite", "edit": "frozen"},
            "the loss repeats itself",
        ),
    ),
    silent=(
        Example("exponential", {"gradient_norm": "steady"}, "finite throughout"),
        Example("exponential", {"gradient_norm": "vanishing"}, "small, and finite"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Find stretches of non-finite norms under a finite loss."""
    import numpy as np

    norm, loss = profile.run.gradient_norm, profile.run.objective
    if norm is None or not len(loss):
        return ()
    beside = np.clip(np.searchsorted(loss.step, norm.step), 0, len(loss) - 1)
    bad = ~norm.finite & loss.finite[beside]
    if bad[0] or not norm.finite.any():
        return ()
    # The length of the stretch of bad points that each one ends.
    place = np.arange(len(bad))
    stretch = place - np.maximum.accumulate(np.where(bad, -1, place))
    if stretch.max() < limits["in_a_row"]:
        return ()
    first = int(np.argmax(bad))
    since = float(norm.step[first])
    values = {
        "bad": int(bad.sum()),
        "points_there": len(bad) - first,
        "since": since,
        "like": "one value repeated" if _frozen(loss, since) else "finite and plausible",
    }
    return (Evidence(Span(since, float(norm.step[np.flatnonzero(bad)[-1]])), values),)


def _frozen(loss: Series, since: float) -> bool:
    import numpy as np

    after = loss.value[loss.step > since]
    return len(after) >= 3 and bool(np.ptp(after) == 0.0)
