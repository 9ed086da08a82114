"""CC601: the learning rate is zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray
    from convcheck.profile import Profile
    from convcheck.rule import Severity

RULE = Rule(
    code="CC601",
    name="zero-learning-rate",
    severity="error",
    summary="The learning rate was zero for a good part of the run.",
    message="the learning rate {reads} zero from {unit} {since:step} to {until:step}, "
    "{share:percent} of the run{although}",
    why="At a rate of zero no weight changes: these steps did nothing.",
    how="Logged rates of exactly zero, for longer than the first or last step of a schedule. Where "
    "the loss fell nevertheless, or the rates before came down in steps of their last digit, the "
    "zero is a small rate that was rounded, or that of parameters which were frozen: then it is "
    "told as information only.",
    when_wrong="A log that rounds its rates shows zero for small ones, which cannot be told from "
    "true zeros while the loss stands still; a frozen phase may be meant.",
    causes=(
        Cause("rate-not-set", "a schedule that ended too soon, or never began", unless=("unreal",)),
        Cause("logging-mistake", "the rate was rounded, or another group's was logged"),
        Cause(
            "optimizer-not-stepping",
            "the schedule steps, the optimizer does not",
            unless=("unreal",),
        ),
    ),
    remedies=(
        Remedy(
            "make the schedule as long as the run: it should end at {unit} {last_step:step}",
            unless=("unreal",),
        ),
        Remedy("give the schedule a least rate of a hundredth of its peak", "rate-not-set"),
        Remedy("log the rate with all its digits", "logging-mistake"),
    ),
    limits=(
        Limit(
            "share",
            0.05,
            "share of the run",
            "schedules begin or end at zero for a step or two",
            "linear and cosine schedules reach zero at the last step only",
        ),
    ),
    needs=("learning_rate",),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"learning_rate": "zero from the middle"}, "for half of the run"),
        Example("flat", {"learning_rate": "zero"}, "throughout"),
        Example("exponential", {"learning_rate": "zero"}, "throughout, though the loss fell"),
    ),
    silent=(
        Example("exponential", {"learning_rate": "constant"}, "never zero"),
        Example("cosine_schedule", {}, "zero at the end only"),
    ),
)


FELL = 0.05
"""Share of the range by which the loss falls beyond what a smoothed log may lag behind."""
CLEARLY = 5.0
"""Standard errors of the difference of two means that are no play of chance."""
FEWEST_FOR_MEANS = 6
"""Points whose first and last third still have two each; of fewer every one must be lower."""
FEWEST_FALLING = 3
"""Points that fall one after the other by chance in one of six logs."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure the longest stretch of zeros."""
    import numpy as np

    series = profile.run.learning_rate
    if series is None:
        return ()
    step, rate = series.step[series.finite], series.value[series.finite]
    zero = rate == 0.0
    if not zero.any():
        return ()
    place = np.arange(len(zero))
    stretch = place - np.maximum.accumulate(np.where(zero, -1, place))
    last = int(np.argmax(stretch))
    first = last - int(stretch[last]) + 1
    since, until = float(step[first]), float(step[last])
    share = (last - first + 1) / len(zero)
    if share <= limits["share"] or last - first < 2:
        return ()
    values: dict[str, Any] = {"reads": "was", "since": since, "until": until, "share": share}
    values["although"] = although = _although(profile, rate[:first], since, until)
    if although:
        values |= {"reads": "reads", "unreal": True}
    severity: Severity | None = "info" if although else None
    return (Evidence(Span(since, until), values, "learning_rate", severity=severity),)


def _although(profile: Profile, before: FloatArray, since: float, until: float) -> str:
    """Say why a stretch of zeros is none; empty where nothing speaks against it."""
    if _fell(profile.objective, since, until):
        what, fell = profile.facts["what"], profile.facts["fell"]
        return (
            f", but the {what} {fell} meanwhile: it was rounded to zero, or it is the rate of "
            "parameters that were frozen"
        )
    if _came_down_digit_by_digit(before):
        return f", after it was rounded to {before[-1]:.2g}: it may be anything below that"
    return ""


def _fell(curve: CurveProfile, since: float, until: float) -> bool:
    """Return whether the loss visibly came down between two steps."""
    import numpy as np

    loss = curve.loss[(curve.step >= since) & (curve.step <= until)]
    if not curve.enough or len(loss) < FEWEST_FOR_MEANS:
        return len(loss) >= FEWEST_FALLING and bool(np.all(np.diff(loss) < 0))
    third = len(loss) // 3
    fall = float(np.median(loss[:third]) - np.median(loss[-third:]))
    error = curve.noise * np.sqrt(2.0 * curve.blocks.correlation / third)
    return bool(fall > max(FELL * curve.total_range, CLEARLY * error))


def _came_down_digit_by_digit(rate: FloatArray) -> bool:
    """Return whether rates, shape (n,), are whole numbers of a last digit, and ended at one."""
    import numpy as np

    known = np.unique(rate[rate > 0])
    if len(known) < 2 or rate[-1] != known[0]:
        return False
    units, digit = known / known[0], np.log10(known[0])
    whole = np.allclose(units, np.round(units), rtol=0.0, atol=1e-6)
    return bool(whole and abs(digit - np.round(digit)) < 1e-9)
