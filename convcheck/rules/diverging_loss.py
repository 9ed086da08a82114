"""CC301: the loss rises above where it was, and stays there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.rules._verdict import humbled, stance
from convcheck.shares import FAR_ABOVE, SEEN
from convcheck.wording import percent

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.profile import Profile
    from convcheck.told_levels import Climb

RULE = Rule(
    code="CC301",
    name="diverging-loss",
    severity="error",
    summary="The loss rose well above its lowest level and did not come back.",
    message="the {what} {rose} from {lowest:loss}, near which it was until {unit} {onset:step}, to "
    "{end:loss} at the end{of_last}{by}",
    why="What had been learned is being lost; more steps make it worse.",
    how="It speaks where the verdict is diverged. The rise is that of the level, freed of spikes, "
    "from its lowest to the end of the run, and it begins at the last step at which the level was "
    "still near its lowest.",
    when_wrong="A loss whose terms or weights change by design (a growing KL weight, a curriculum, "
    "harder data) rises without anything being wrong; a run stopped in the middle of a warm "
    "restart looks the same.",
    causes=(
        Cause("optimizer-state-lost", "the rise follows a restart", needs=("restarted",)),
        Cause("momentum-too-high", "it rings while it rises", needs=("rings",)),
        Cause("learning-rate-too-large", "the level rose for good"),
        Cause("gradients-not-cleared", "steps grow as gradients add up"),
        Cause("momentum-too-high", "momentum multiplies the step"),
        Cause("missing-gradient-clipping", "nothing bounds a step", unless=("gradient_clipped",)),
        Cause("corrupted-labels", "what is learned contradicts itself"),
        Cause("data-changed", "other data from some step on"),
        Cause("data-not-shuffled", "each stretch of data undoes the last"),
        Cause("batch-too-small", "single examples throw the weights about"),
    ),
    remedies=(
        Remedy(
            "go back to a checkpoint from about {unit} {back_to:step}",
            unless=("never_fell",),
        ),
        Remedy(
            "go back to the checkpoint of about {unit} {best_validated:step}, at which validation "
            "was best{though}",
        ),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_low:rate} – {rate_high:rate}",
            "learning-rate-too-large",
            unless=("rate_decays",),
        ),
        Remedy(
            "lower the peak of the learning rate from {rate:rate} to "
            "{rate_low:rate} – {rate_high:rate}; it decays already",
            "learning-rate-too-large",
            needs=("rate_decays",),
        ),
        Remedy(
            "lower the learning rate by a factor of 3 to 10, or let it decay from about {unit} "
            "{onset:step} on",
            "learning-rate-too-large",
            unless=("rate_logged",),
        ),
        Remedy(
            "lower the momentum, 0.99 to 0.9 say; with it the effective rate is rate / (1 - "
            "momentum)",
            "momentum-too-high",
        ),
        Remedy(
            "clip the gradient's norm at {gradient_typical:loss}, its usual size before",
            "missing-gradient-clipping",
        ),
        Remedy(
            "clip the gradient's norm, at 1.0 if nothing else is known",
            "missing-gradient-clipping",
            unless=("has_gradient_norm",),
        ),
        Remedy(
            "set the gradients to zero before every backward pass",
            "gradients-not-cleared",
        ),
        Remedy(
            "look at the data that was read from about {unit} {onset:step} on",
            "data-changed",
        ),
    ),
    references=(
        "Goodfellow, Bengio, Courville, Deep Learning, 2016, section 8.2",
        "Cohen et al., Gradient descent typically occurs at the edge of stability, ICLR 2021",
    ),
    limits=(
        Limit(
            "near",
            3.0,
            "standard errors",
            "within this of its lowest level the loss counts as not yet risen",
            "met by chance once in 700 times",
        ),
    ),
    yields_to=("CC201",),
    fires=(
        Example("blow_up", {}, "falls, then blows up"),
        Example("blow_up", {"shift": -10.0, "height": 3.0}, "the same below zero"),
        Example("rising", {"rise": 1.0}, "rises from the first step on"),
    ),
    silent=(
        Example("exponential", {}, "healthy"),
        Example("cosine_restarts", {}, "rises with the learning rate, and comes back"),
        Example("exponential", {"spikes": 3}, "spikes that recover"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Say from where to where the level rose."""
    from convcheck.last_low import last_low
    from convcheck.told_best import way_back
    from convcheck.told_end import lone_rise
    from convcheck.told_levels import climb

    taken = stance(profile, Verdict.DIVERGED)
    if taken == "no":
        return ()
    curve = profile.objective
    found, alone = climb(curve), lone_rise(curve)
    onset = last_low(curve, found, limits["near"])
    if alone is not None:
        found = replace(found, end=alone.end, share=alone.share)
        onset = float(curve.step[alone.first - 1])
    values = {
        "lowest": profile.sign * found.lowest,
        "end": profile.sign * found.end,
        "of_last": "" if alone is not None else _of_last(curve),
        "rise": found.size,
        "rise_share": found.share,
        "by": _by(found, curve),
        "onset": onset,
        **way_back(profile, onset),
        "never_fell": found.block == 0,
        "keeps_growing": curve.rise.growing,
    }
    return (Evidence(Span(onset, float(curve.step[-1])), values, severity=humbled(taken)),)


def _of_last(curve: CurveProfile) -> str:
    """Say of how many points the end is the level where the last value logged lies apart."""
    from convcheck.told_levels import end_points, ends_as_logged

    points = end_points(curve.loss)
    if ends_as_logged(curve.loss, points):
        return ""
    return f", the median of its last {points} points"


def _by(found: Climb, curve: CurveProfile) -> str:
    """Tell a rise as a share, unless it went far beyond the start, or is lost in the range."""
    beyond = curve.positive and found.end > FAR_ABOVE * curve.ends.start
    return "" if beyond or found.share < SEEN else f", by {percent(found.share)} of its range"
