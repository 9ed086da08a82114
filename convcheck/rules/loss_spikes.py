"""CC305: the loss leaps up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.shares import has_drop, of_whole

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from convcheck.profile import Profile

RULE = Rule(
    code="CC305",
    name="loss-spikes",
    severity="info",
    summary="Single points, or a level from one point on, leap far above everything around them.",
    message="{spikes:count} spike{s}, the {highest} by {height:loss}{beside} at "
    "{unit} {at:step}; {after}",
    why="A spike is an update that undid some of what was learned; some runs do not come back "
    "from one.",
    how="Peaks are sorted by their height above both sides; those that stand apart from all others "
    "by more than the tail of the noise explains, exceed a share of the range, and rose from one "
    "record to the next are spikes. Only leaps upward count: a drop of the learning rate is none, "
    "nor is a warm restart, nor what the first twentieth of the run does. It has recovered where "
    "the loss came back to about its level before, for a quarter of what follows. Where the run is "
    "stuck or oscillates, it speaks only if little unrest is left without the spikes.",
    when_wrong="A loss over few examples may leap because one batch is hard, without any harm to "
    "the weights; in a short log a spike of several points is a level.",
    causes=(
        Cause("optimizer-state-lost", "it leaps after a restart", needs=("leaps_at_restart",)),
        Cause("corrupted-data", "one bad batch"),
        Cause("missing-gradient-clipping", "one large gradient", unless=("gradient_clipped",)),
        Cause("learning-rate-too-large", "at the edge of what is stable"),
        Cause("data-changed", "the level stayed up", needs=("stayed_up",)),
        Cause("mixed-precision", "a step that overflowed"),
    ),
    remedies=(
        Remedy(
            "look at the batch of {unit} {at:step}: damaged records, outliers, a wrong scale",
            "corrupted-data",
            unless=("boosted",),
        ),
        Remedy(
            "clip the gradient's norm at {gradient_typical:loss}, its usual size",
            "missing-gradient-clipping",
        ),
        Remedy(
            "clip the gradient's norm, at 1.0 if nothing else is known",
            "missing-gradient-clipping",
            unless=("has_gradient_norm",),
        ),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_high:rate}",
            "learning-rate-too-large",
        ),
        Remedy(
            "go back to the checkpoint before {unit} {back_to:step} and skip the batches there",
            needs=("stayed_up",),
            unless=("boosted",),
        ),
        Remedy(
            "go back to the checkpoint of about {unit} {best_validated:step}, at which validation "
            "was best, and skip the batches of {unit} {leapt:step}",
            needs=("stayed_up",),
            unless=("boosted",),
        ),
        Remedy("save the optimizer's state with the weights", "optimizer-state-lost"),
    ),
    references=(
        "Chowdhery et al., PaLM, 2022, section 5.1: loss spikes, and skipping batches",
        "Hill, A simple general approach to inference about the tail of a distribution, 1975",
    ),
    limits=(
        Limit(
            "gap",
            4.0,
            "gaps that chance makes",
            "chance makes a gap of four in two of a hundred cases, and most of these are too low",
            "exponential law of Hill's spacings: exp(-4)",
        ),
        Limit(
            "height",
            0.15,
            "share of the range",
            "smaller ones do not hurt",
            "labelled trainings: the height at which an injected bad batch counts as seen",
        ),
        Limit(
            "unrest",
            0.1,
            "share of the highest spike",
            "a run that swings by more than this without its spikes is restless, not spiky",
            "trainings with bad batches: .05 and .15 serve about as well",
        ),
    ),
    yields_to=("CC201", "CC301"),
    fires=(
        Example("exponential", {"spikes": 3, "spike_length": 4}, "three that recover"),
        Example("exponential", {"spikes": 1, "spike_height": 3.0}, "a high one"),
    ),
    silent=(
        Example("exponential", {}, "none"),
        Example("exponential", {"noise_law": "heavy_tailed", "noise": 0.1}, "heavy-tailed noise"),
        Example("step_schedule", {}, "drops of the learning rate"),
    ),
)

RESTLESS = (Verdict.STUCK, Verdict.OSCILLATING)
"""Verdicts whose runs leap about anyway; where they diverged, that is the finding."""
RATE_RISE = 1.5
"""Times its value before: so much does a warm restart raise the learning rate, and more."""
FOLLOWS = 3
"""Points within which the loss follows the learning rate."""
BESIDE = 5
"""Points on each side of a leap that stayed whose medians are its levels."""
PARTS = 4
"""Parts of the run after a spike, in one of which at least the loss must have come back."""
BACK, LOST = 0.5, 0.25
"""Shares of the level before a spike, and of the range, above which the loss has not come back."""
AT_RESTART = 0.02
"""Share of the run after a restart in which its harm would show."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Find spikes, and levels that leapt for good."""
    from convcheck.told_levels import counted

    curve, whole = profile.objective, counted(profile)
    leaps = curve.leaps(limits["gap"], limits["height"])
    spikes = [at for at in leaps.spikes.tolist() if not _rate_rose(profile, at)]
    restless = (profile.decision.leaning or profile.decision.verdict) in RESTLESS
    if restless and not (spikes and leaps.unrest <= limits["unrest"]):
        return ()
    lasting = leaps.lasting
    if lasting is not None and (restless or _rate_rose(profile, lasting)):
        lasting = None
    if not spikes and lasting is None:
        return ()
    places = [*spikes, *([] if lasting is None else [lasting])]
    heights = dict(zip(leaps.spikes.tolist(), leaps.height.tolist(), strict=True))
    at = max(places, key=lambda place: heights.get(place, 0.0))
    height = heights.get(at) or _leapt(curve.loss, at)
    step, length = curve.step, float(curve.step[-1] - curve.step[0])
    values: dict[str, Any] = {
        "spikes": len(places),
        "s": "" if len(places) == 1 else "s",
        "at": float(step[at]),
        "steps": [float(step[each]) for each in places],
        "height": height,
        "beside": of_whole(height, whole.total_range, "range") if has_drop(whole) else "",
        "gap": leaps.gap,
        "stayed_up": lasting is not None,
        "leaps_at_restart": any(
            0 <= float(step[each]) - restart.at <= AT_RESTART * length
            for each in places
            for restart in profile.run.restarts
        ),
        "after": _recovered(profile, places)
        if lasting is None
        else f"after {profile.run.axis.unit} {float(step[lasting]):,.0f} the level stayed "
        f"{profile.facts['up']}",
    }
    if values["beside"]:
        values["height_share"] = height / whole.total_range
    values["leapt"] = None if lasting is None else float(step[lasting])
    values |= _way_back(profile, values["leapt"])
    span = Span(float(step[min(places)]), float(step[max(places)]))
    return (Evidence(span, values, severity=None if lasting is None else "warning"),)


def _recovered(profile: Profile, places: Sequence[int]) -> str:
    """Tell whether the loss came back, after every spike, to about its level before."""
    import numpy as np

    from convcheck.wording import loss, step

    curve = profile.objective
    lost: list[tuple[float, int]] = []
    for at in places:
        before, after = curve.loss[max(0, at - BESIDE) : at], curve.loss[at + 1 :]
        level = float(np.median(before))
        parts = np.array_split(after, min(PARTS, max(1, len(after) // BESIDE)))
        back = min(float(np.median(part)) for part in parts) if len(after) else np.inf
        share = min(LOST * curve.total_range, BACK * level if curve.positive else np.inf)
        if back - level > max(share, float(np.ptp(before))):
            lost.append((level, at))
    if not lost:
        return "all recovered"
    level, at = min(lost)
    return (
        f"it did not come back to {loss(profile.sign * level)}, about its level before "
        f"{profile.run.axis.unit} {step(float(curve.step[at]))}"
    )


def _way_back(profile: Profile, leapt: float | None) -> dict[str, Any]:
    """Return where to go back to from a leap that stayed; nowhere where it got better since."""
    from convcheck.told_best import NOWHERE, best_place, way_back

    if leapt is None:
        return NOWHERE
    found, curve = way_back(profile, leapt), profile.objective
    best, validated = best_place(curve), found["best_validated"]
    lowest = float(curve.step[best.at]) if best is not None and validated is None else validated
    return NOWHERE if lowest is not None and lowest >= leapt else found


def _leapt(loss: FloatArray, at: int) -> float:
    """Return how far the level after a leap that stayed lies from the level before it."""
    import numpy as np

    after, before = loss[at : at + BESIDE], loss[max(0, at - BESIDE) : at]
    return abs(float(np.median(after)) - float(np.median(before)))


def _rate_rose(profile: Profile, at: int) -> bool:
    """Return whether the learning rate rose just before a point: what follows it is no leap."""
    import numpy as np

    rate, curve = profile.learning_rate, profile.objective
    if rate is None or len(rate) < 2:
        return False
    around = curve.step[[max(0, at - FOLLOWS), at]]
    before, then = np.interp(around, rate.step, rate.loss).tolist()
    return bool(then > RATE_RISE * before)
