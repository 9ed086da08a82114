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
    "the loss fell nevertheless, or the rates before stayed at their last digits longer and "
    "longer, the zero is a small rate that was rounded, or that of parameters which were frozen: "
    "then it is told as information only.",
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
LONGER = 1.25
"""Times the usual stay at a rate from which the last one is longer: the last stay of a rounded
cosine is 1.45 times the one before, that of an exponential decay twice, of a straight line once."""
HALF_A_DIGIT = 0.75
"""Stays at the last digit below which zeros are the half digit that is rounded off a straight line:
between that half and the whole stay of a schedule that goes down step by step."""
FEW_LEVELS = 3
"""Rates of which a rounded cosine stays at each as long as at the next."""
FINE_DIGIT = 1e-4
"""Last digit from which so few rates say enough where the zeros last as long as they: printed with
four decimals, 0.0002 comes down over 0.0001 to 0.0000."""


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
    values["although"] = although = _although(profile, rate[:first], last - first + 1, since, until)
    if although:
        values |= {"reads": "reads", "unreal": True}
    severity: Severity | None = "info" if although else None
    return (Evidence(Span(since, until), values, "learning_rate", severity=severity),)


def _although(profile: Profile, before: FloatArray, zeros: int, since: float, until: float) -> str:
    """Say why a stretch of zeros is none; empty where nothing speaks against it."""
    if _fell(profile.objective, since, until):
        what, fell = profile.facts["what"], profile.facts["fell"]
        return (
            f", but the {what} {fell} meanwhile: it was rounded to zero, or it is the rate of "
            "parameters that were frozen"
        )
    if _was_rounded(before, zeros):
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


def _was_rounded(rate: FloatArray, zeros: int) -> bool:
    """Return whether rates, shape (n,), before that many zeros came down in rounded steps.

    They are whole numbers of a last digit and repeat there, longer and longer as of a schedule that
    flattens, or as of a straight one whose last half digit reads zero. A schedule that truly ends
    at zero comes down without repeating, or in steps of one length.
    """
    import numpy as np

    falling = rate[len(rate) - 1 - int(np.argmax(rate[::-1])) :] if len(rate) else rate
    begins = np.flatnonzero(np.diff(falling, prepend=np.inf))
    level, length = falling[begins], np.diff(begins, append=len(falling))
    if len(level) < 2 or length[-1] < 2 or not _counts_digits(level):
        return False
    if len(level) <= FEW_LEVELS:
        return bool(level[-1] <= FINE_DIGIT and zeros <= LONGER * length[-1])
    flattens = length[-1] > LONGER * float(np.median(length[1:-1]))
    return bool(flattens or zeros <= HALF_A_DIGIT * length[-1])


def _counts_digits(level: FloatArray) -> bool:
    """Return whether levels, shape (m,), m > 1, fall by whole last digits to two and to one."""
    import numpy as np

    units, digit = level / level[-1], np.log10(level[-1])
    whole = np.allclose(units, np.round(units), rtol=0.0, atol=1e-6)
    falls = bool(np.all(np.diff(level) < 0)) and round(float(units[-2])) == 2
    return bool(whole and falls and abs(digit - np.round(digit)) < 1e-9)
