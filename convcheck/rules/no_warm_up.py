"""CC604: the loss leaps in the first steps, and the learning rate began at its peak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from convcheck.profile import Profile

RULE = Rule(
    code="CC604",
    name="no-warm-up",
    severity="info",
    summary="The loss leapt up in the first steps, which were taken at the full learning rate.",
    message="the {what} leapt from {start:loss} to {peak:loss} at {unit} {at:step}, at the full "
    "rate of {rate:rate}: there was no warm-up",
    why="The first steps of a fresh network are its steepest, and the optimizer does not know the "
    "scale yet; a leap there can kill units for good.",
    how="In the first part of the run the loss rose above the first points, all before it, by a "
    "share of the range, or by all of it where these are few, and beyond the noise. Three points "
    "in a row stand as high beside the scatter about them, so that no single draw makes a leap; "
    "and the learning rate had not risen before.",
    when_wrong="Where a single hard batch came first, a warm-up changes nothing.",
    causes=(
        Cause("missing-warm-up", "full steps from the first on"),
        Cause("learning-rate-too-large", "even the first step is too long"),
        Cause("badly-scaled-initialisation", "it begins where it is steep"),
    ),
    remedies=(
        Remedy(
            "let the learning rate rise from zero to {rate:rate} over the first {warm_up:step} "
            "{unit}s",
            "missing-warm-up",
        ),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_high:rate}",
            "learning-rate-too-large",
        ),
    ),
    references=("Goyal et al., Accurate, large minibatch SGD, 2017",),
    limits=(
        Limit(
            "leap",
            0.25,
            "share of the range",
            "smaller humps are common and harmless",
            "labelled and generated runs: noise seldom makes a hump of this height",
        ),
        Limit(
            "early",
            0.1,
            "share of the run",
            "a warm-up would have lasted about this long",
            "warm-ups of 1 to 10 % are common",
        ),
    ),
    needs=("points", "learning_rate"),
    yields_to=("CC201", "CC301", "CC304"),
    fires=(
        Example(
            "exponential", {"edit": "leaps at first", "learning_rate": "constant"}, "full rate"
        ),
    ),
    silent=(
        Example("exponential", {"learning_rate": "constant"}, "no leap"),
        Example("exponential", {"edit": "leaps at first", "learning_rate": "warm-up"}, "warmed up"),
    ),
)

AT_ONCE = 1.0
"""Share of the range for a leap after so few points that noise makes a lesser one."""
FALLS_OFF = 2
"""Points before the hump that is left without spikes in which the leap itself may lie."""
IN_A_ROW = 3
"""Points whose median is the level that leapt: the fewest that outvote one draw of a loud loss."""
SIGMAS = 6.0
"""Deviations of one point, at the end and about the leap, from which a level is no draw: single
values of a log-normal loss, which are loudest where it is high, reach five of them in 2,000."""
LOG_SIGMAS = 4.0
"""The same for logarithms of three points in a row, whose median scatters by two thirds of one."""
WARM_UP = 0.03
"""Share of the run that a warm-up should take: the middle of what is usual."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Look for a hump at the beginning."""
    import numpy as np

    from convcheck.step_lengths import told_length
    from convcheck.told_levels import start_points

    curve = profile.objective
    if profile.facts.get("warms_up") or "rate" not in profile.facts:
        return ()
    early = curve.despiked[curve.place <= limits["early"]]
    if len(early) < 4:
        return ()
    hump = 1 + int(np.argmax(early[1:]))
    # A leap that falls off at once is clipped, yet it is the height that was reached.
    near = max(1, hump - FALLS_OFF)
    peak = near + int(np.argmax(curve.loss[near : hump + 1]))
    enough = start_points(len(curve))
    start = float(np.median(curve.loss[: min(peak, enough)]))
    leap = float(early[hump]) - start
    least = limits["leap"] if hump >= enough else AT_ONCE
    sound = max(curve.ends.start - curve.ends.end, 0.0)
    if leap <= 0.0 or leap < least * max(sound, curve.noise) or leap < SIGMAS * curve.noise:
        return ()
    if not _stays_up(curve.loss, peak, start):
        return ()
    at, length = float(curve.step[peak]), float(curve.step[-1] - curve.step[0])
    values = {
        "start": profile.sign * start,
        "peak": profile.sign * float(curve.loss[peak]),
        "at": at,
        "leap": leap,
        "warm_up": told_length(max(1.0, WARM_UP * length), curve),
    }
    return (Evidence(Span(float(curve.step[0]), at), values),)


def _stays_up(loss: FloatArray, peak: int, start: float) -> bool:
    """Return whether the level about the peak of a series, shape (n,), stands above its start.

    Where the scatter grows with the level, as that of log-normal draws does, ratios tell.
    """
    import numpy as np

    from convcheck.measures.clipping import NOISE_POINTS, bend_sigma

    rows = range(max(1, peak - IN_A_ROW + 1), min(peak, len(loss) - IN_A_ROW) + 1)
    level = max(float(np.median(loss[row : row + IN_A_ROW])) for row in rows)
    near = loss[max(0, peak - NOISE_POINTS // 2) :][:NOISE_POINTS]
    if level - start > SIGMAS * bend_sigma(near):
        return True
    if min(start, float(near.min())) <= 0.0:
        return False
    return bool(np.log(level / start) > LOG_SIGMAS * bend_sigma(np.log(near)))
