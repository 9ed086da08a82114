"""CC203: the loss is exactly zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from convcheck.profile import Profile

RULE = Rule(
    code="CC203",
    name="exact-zero-loss",
    severity="error",
    summary="The loss leaps to exactly zero and stays there.",
    message="the {what} is exactly zero at {zeros:count} points in a row from {unit} "
    "{since:step} on",
    why="A loss of probabilities only comes near zero; exactly zero means that nothing was "
    "measured: an empty batch, every label masked, or a NaN that was replaced.",
    how="Several zeros in a row, in a loss that is never below zero, that leapt there from well "
    "above. It is silent where the level before is what a logger rounds to zero, seen by the "
    "digits that it writes, and where the loss came down to zero: its last values before lie far "
    "below those before them and within three usual changes of zero, or zeros had come one by one "
    "among values of all sizes, as in a loss with a margin.",
    when_wrong="A hinge loss, or one with a margin, may be exactly zero at once where all examples "
    "come right by the margin within a step or two.",
    causes=(
        Cause("logging-mistake", "a NaN or a missing value was written as zero"),
        Cause("corrupted-data", "batches that are empty, or whose labels are all masked"),
        Cause("wrong-loss", "a mean over nothing, or a loss that is cut off"),
        Cause("mixed-precision", "half precision loses what is below 6e-8"),
    ),
    remedies=(
        Remedy(
            "print the labels and the mask of the batch of {unit} {since:step}",
            "corrupted-data",
            unless=("boosted",),
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
        Limit(
            "rounding",
            2.0,
            "steps of the last digit logged",
            "half a step is written as zero, and noise of a step or two may lie before it",
            "rounding to the nearest",
        ),
    ),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"edit": "exactly zero"}, "zero from three fifths of the run on"),
    ),
    silent=(
        Example("exponential", {}, "never zero"),
        Example("exponential", {"edit": "one exact zero"}, "zero once"),
        Example("exponential", {"edit": "with a margin"}, "comes down to zero, as a hinge does"),
        Example("exponential", {"edit": "two digits"}, "so small that it is written as 0.00"),
    ),
)

CAME_DOWN = 0.4
"""Level of the last values over the level before, at most, in a loss that was coming down to zero:
a straight fall of three records or more has this."""
STEPS = 3.0
"""Usual changes from one record to the next within which zero is reached: a leap goes further."""
LAST, EARLIER = (1, 2, 5), 9
"""How many last values make a level, from a quick fall to a slow one in noise, and over how many
times as many it is held against."""
NEARBY = 50
"""Points before the zeros among which others may have come one by one."""
NEAR_ZERO = 0.3
"""Least of these over their median, at most, where values of all sizes lead down to zero."""
MOST_DIGITS = 8
"""Digits after the point that are looked for: with more no loss is rounded to zero."""
HARDLY = 1e-3
"""Of a last digit: single precision keeps values below some thousands this close."""


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
    before = curve.loss[:first]
    if count < limits["in_a_row"] or not len(before) or _came_down(before):
        return ()
    rounded = limits["rounding"] * _last_digit(curve.loss)
    if float(np.median(before[-5:])) <= max(limits["before"] * curve.ends.start, rounded):
        return ()
    since = float(curve.step[first])
    return (Evidence(Span(since, float(curve.step[last])), {"zeros": count, "since": since}),)


def _came_down(before: FloatArray) -> bool:
    """Return whether the values before the zeros lead down to zero."""
    import numpy as np

    for last in LAST:
        recent = before[-last * (1 + EARLIER) :]
        earlier = recent[:-last]
        if len(earlier) > 1:
            level = float(np.median(recent[-last:]))
            step = float(np.median(np.abs(np.diff(recent))))
            if level <= min(CAME_DOWN * float(np.median(earlier)), STEPS * step):
                return True
    nearby = before[-NEARBY:]
    known = nearby[nearby > 0]
    if len(known) in (0, len(nearby)):
        return False
    return float(known.min()) <= NEAR_ZERO * float(np.median(known))


def _last_digit(values: FloatArray) -> float:
    """Return the step in which all values are logged, zero where they have digits enough."""
    import numpy as np

    for digits in range(MOST_DIGITS + 1):
        scaled = values * 10.0**digits
        if not np.round(scaled[values > 0]).all():
            continue  # so few digits would write these as zero
        if float(np.abs(scaled - np.round(scaled)).max()) < HARDLY:
            return float(10.0**-digits)
    return 0.0
