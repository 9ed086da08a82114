"""CC305: the loss leaps up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.findings import Cause, Evidence, Example, Limit, Remedy, Rule
from convcheck.model import Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC305",
    name="loss-spikes",
    severity="info",
    summary="Single points, or a level from one point on, leap far above everything around them.",
    message="{spikes:count} spike{s}, the highest by {height:loss} ({height_share:percent} of the "
    "range) at {unit} {at:step}; {after}",
    why="A spike is an update that undid some of what was learned; some runs do not come back "
    "from one.",
    how="Peaks are sorted by their height above both sides; those that stand apart from all others "
    "by more than the tail of the noise explains, and exceed a share of the range, are spikes. "
    "Only leaps upward count: a drop of the learning rate is none, nor is a warm restart.",
    when_wrong="A loss over few examples may leap because one batch is hard, without any harm to "
    "the weights; in a short log a spike of several points is a level.",
    causes=(
        Cause("missing-warm-up", "it leaps in the first steps", needs=("leaps_early",)),
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
        Remedy("warm the learning rate up over the first 1-5 % of the run", "missing-warm-up"),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_high:rate}",
            "learning-rate-too-large",
        ),
        Remedy(
            "go back to the checkpoint before {unit} {at:step} and skip the batches there",
            needs=("stayed_up",),
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
            6.0,
            "gaps that chance makes",
            "chance makes a gap of six in two or three of a thousand cases",
            "exponential law of Hill's spacings: exp(-6)",
        ),
        Limit(
            "height",
            0.15,
            "share of the range",
            "smaller ones do not hurt",
            "labelled trainings: the height at which an injected bad batch counts as seen",
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

EARLY = 0.05
"""Share of the run in which a missing warm-up would show."""
AT_RESTART = 0.02
"""Share of the run after a restart in which its harm would show."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Find spikes, and levels that leapt for good."""
    curve = profile.objective
    if profile.facts.get("rate_cycles"):
        return ()
    leaps = curve.leaps(limits["gap"], limits["height"])
    lasting = leaps.lasting if leaps.lasting is not None and _rate_still(profile) else None
    if not len(leaps.spikes) and lasting is None:
        return ()
    places = [*leaps.spikes.tolist(), *([] if lasting is None else [lasting])]
    at = places[int(leaps.height.argmax())] if len(leaps.spikes) else places[0]
    height = float(leaps.height.max()) if len(leaps.spikes) else leaps.drop
    step, length = curve.step, float(curve.step[-1] - curve.step[0])
    values: dict[str, Any] = {
        "spikes": len(places),
        "s": "" if len(places) == 1 else "s",
        "at": float(step[at]),
        "steps": [float(step[each]) for each in places],
        "height": height,
        "height_share": height / leaps.drop,
        "gap": leaps.gap,
        "stayed_up": lasting is not None,
        "leaps_early": curve.place[at] < EARLY,
        "leaps_at_restart": any(
            0 <= float(step[each]) - restart.at <= AT_RESTART * length
            for each in places
            for restart in profile.run.restarts
        ),
        "after": "all recovered"
        if lasting is None
        else f"after {profile.run.axis.unit} {float(step[lasting]):,.0f} the level stayed up",
    }
    span = Span(float(step[min(places)]), float(step[max(places)]))
    return (Evidence(span, values, severity=None if lasting is None else "warning"),)


def _rate_still(profile: Profile) -> bool:
    """Return whether the learning rate did not rise: a level that follows it is no leap."""
    rate = profile.learning_rate
    if rate is None or len(rate) < 2:
        return True
    return bool((rate.loss[1:] <= 1.5 * rate.loss[:-1]).all())
