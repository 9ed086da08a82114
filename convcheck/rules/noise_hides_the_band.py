"""CC308: the noise is too loud for the band to be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.shares import MOST_TIMES, has_drop, of_whole
from convcheck.wording import loss

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.profile import Profile

RULE = Rule(
    code="CC308",
    name="noise-hides-the-band",
    severity="info",
    summary="The noise is so loud that the end of the descent cannot be seen to within the band.",
    message="{source} the final level is known to within {within:loss} only: the band of "
    "{band:loss} is hidden",
    why="Verdict and settling step rest on less than they seem to; a small further descent would "
    "go unseen.",
    how="The width of the band is held against the standard error of the level of the last fifth "
    "of the run.",
    when_wrong="The level of noise is no fault of the run: single batches are noisy by nature.",
    causes=(
        Cause("batch-too-small", "few examples a point"),
        Cause("logging-mistake", "single batches are logged, few of them", unless=("many_points",)),
        Cause("constant-rate-floor", "the rate keeps the weights moving", needs=("rate_constant",)),
    ),
    remedies=(
        Remedy(
            "log the mean over every {average:count} steps, or evaluate on a fixed set: that makes "
            "the band visible"
        ),
        Remedy("log more often: so few points hide any band", needs=("too_few",)),
        Remedy(
            "enlarge the batch by a factor of 4: that halves the noise",
            "batch-too-small",
            unless=("too_few",),
        ),
        Remedy(
            "let the learning rate decay from {rate:rate}",
            "constant-rate-floor",
            needs=("rate_constant",),
        ),
    ),
    limits=(
        Limit(
            "z",
            2.0,
            "standard errors",
            "a band of two standard errors is the narrowest that can be seen at all",
            "labelled runs: below it most clear runs that looked settled were still improving",
        ),
    ),
    fires=(
        Example("exponential", {"points": 100, "noise": 0.4}, "few points, loud noise"),
        Example("exponential", {"points": 60, "noise": 0.3, "shift": -10.0}, "below zero"),
        Example("exponential", {"points": 1000, "noise": 0.5}, "many points, louder noise"),
    ),
    silent=(
        Example("exponential", {}, "plainly visible"),
        Example("exponential", {"points": 60, "noise": 0.002}, "few points, and quiet"),
    ),
)

FEWEST_MEANS = 5
"""Means that a log must leave room for: fewer show no course."""
MANY_POINTS = 500
"""Points from which a log is not short."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the band against the error of the final level."""
    from convcheck.drawn_curve import is_falling
    from convcheck.told_levels import counted, has_noise, visibility

    curve = counted(profile)
    late = curve.contained  # beside an explosion at the start the end looks loud
    if curve.constant or profile.decision.verdict in (Verdict.STUCK, Verdict.DIVERGED):
        return ()
    if not is_falling(late) or not has_noise(late):
        return ()  # what is left of it is shape, or a leap
    band = profile.band.width(curve.total_range)
    z = visibility(curve, band)
    if z >= limits["z"] or late.noise > MOST_TIMES * band:
        return ()  # a band that is next to nothing is hidden by anything
    values: dict[str, Any] = {
        "source": _source(late, curve.total_range, profile.facts["drop"]),
        "noise": late.noise,
        "error": late.end_error,
        "within": limits["z"] * late.end_error,
        "band": band,
        "z": z,
        "many_points": len(curve) > MANY_POINTS,
    }
    average = max(4.0, (limits["z"] / max(z, 0.1)) ** 2)
    if average * FEWEST_MEANS <= len(curve):
        values["average"] = average
    else:
        values["too_few"] = True
    if has_drop(late):
        values["noise_share"] = late.noise / curve.total_range
    return (Evidence(Span(float(curve.step[0]), float(curve.step[-1])), values),)


def _source(curve: CurveProfile, whole: float, drop: str) -> str:
    """Say what hides the band; where points are few it is their number, not how they scatter."""
    if curve.end_error < curve.noise:
        share = of_whole(curve.noise, whole, drop) if has_drop(curve) else ""
        return f"one logged value scatters by {loss(curve.noise)}{share}, so that"
    return f"{len(curve)} points show little of where the curve goes, so that"
