"""CC306: the loss creeps up over a long stretch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.profile import Profile
    from convcheck.rule import Severity

RULE = Rule(
    code="CC306",
    name="slow-upward-drift",
    severity="warning",
    summary="After its lowest level the loss rose slowly and steadily to the end.",
    message="the {what} has crept {up} by {rise:loss} ({rise_share:percent} of its range) since "
    "{unit} {since:step}",
    why="It is too slow to be seen in a picture of the last steps, and it undoes the training all "
    "the same.",
    how="The level at the end stands above the lowest by a share of the range and beyond its "
    "noise; the rise takes a quarter of the run or more, half of it comes in its first half or "
    "thereabouts, and no tenth of the run brings most of it.",
    when_wrong="A penalty that is phased in, harder data by design, or a rising temperature raise "
    "the loss on purpose.",
    causes=(
        Cause("learning-rate-too-large", "the weights drift at a rate that never falls"),
        Cause("data-changed", "the data grow harder, or change"),
        Cause("gradients-not-cleared", "old gradients are added to every step"),
        Cause("missing-regularisation", "weights grow without bound"),
        Cause("numeric-overflow", "rounding adds up in running averages"),
    ),
    remedies=(
        Remedy("go back to a checkpoint from about {unit} {back_to:step}"),
        Remedy(
            "go back to the checkpoint of about {unit} {best_validated:step}, at which validation "
            "was best{though}",
        ),
        Remedy(
            "let the learning rate decay from {rate:rate} by about {unit} {since:step}",
            "learning-rate-too-large",
            unless=("rate_decays",),
        ),
        Remedy(
            "let the learning rate decay from about {unit} {since:step} on",
            "learning-rate-too-large",
            unless=("rate_logged",),
        ),
        Remedy("set the gradients to zero before every backward pass", "gradients-not-cleared"),
        Remedy("look at the data that was read from about {unit} {since:step} on", "data-changed"),
    ),
    limits=(
        Limit(
            "rise",
            0.05,
            "share of the range",
            "more than twice the band of convergence: it has left the band for good",
            "the two-percent band",
        ),
        Limit(
            "z",
            6.0,
            "standard errors",
            "remembered noise wanders by a few",
            "24 levels are compared, so four would be met by chance",
        ),
        Limit(
            "near",
            3.0,
            "standard errors",
            "within this of its lowest level the loss counts as not yet risen",
            "the same for the rise of a run that diverged",
        ),
        Limit(
            "length",
            0.25,
            "share of the run",
            "a shorter rise is a blow-up or a burst",
            "a rise that fills a quarter of the run is slow by any measure",
        ),
        Limit(
            "at_once",
            0.6,
            "share of the rise",
            "a rise of which a tenth of the run brought this is a leap, whatever came after",
            "a straight rise over a quarter of the run has 40 % of it in any tenth",
        ),
    ),
    yields_to=("CC201", "CC304"),
    fires=(
        Example("drift", {"begin": 0.5, "rise": 0.25}, "a quarter of the drop in the second half"),
        Example("drift", {"begin": 0.4, "rise": 0.2, "shift": -10.0}, "below zero"),
    ),
    silent=(
        Example("exponential", {}, "settled"),
        Example("blow_up", {}, "a sudden rise"),
        Example("harder_data", {"kept": 1.0}, "leaps up, and stays there"),
        Example("exponential", {"noise": 0.3, "noise_law": "autocorrelated"}, "wandering noise"),
    ),
)

EVEN = (0.25, 0.8)
"""Share of the rise that its first half may bring: a blow-up brings less, a leap more."""

AT_ONCE = 0.1
"""Share of the run within which a rise is no drift: long enough for two levels to be told."""
SURELY = 2.0
"""Standard errors of the difference of two levels that noise hardly makes of any one of them."""
LEARNED = 0.02
"""Fall before the rise, as a share of it, from which the lowest level was better than the first:
where it was not, no checkpoint is worth going back to."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Measure the rise since the lowest level, and how evenly it came."""
    import numpy as np

    from convcheck.drawn_curve import rise_at_the_end
    from convcheck.last_low import last_low
    from convcheck.told_best import NOWHERE, way_back
    from convcheck.told_levels import climb

    curve = profile.objective
    rise, told, (share, z) = curve.rise, climb(curve), rise_at_the_end(curve)
    if profile.decision.verdict is Verdict.STUCK and curve.chance_classes:
        return ()
    slow = rise.share_since >= limits["length"] and min(share, told.share) > limits["rise"]
    slow = slow and z > limits["z"]
    if not slow or profile.facts.get("rate_cycles"):
        return ()
    since = 1.0 - rise.share_since
    late = curve.blocks.place >= since
    place, level = curve.blocks.place[late], curve.blocks.mean[late]
    half = place <= 0.5 * (since + 1.0)
    if half.sum() < 2 or (~half).sum() < 2:
        return ()
    around = np.abs(place - 0.5 * (since + 1.0)) < 0.1 * rise.share_since
    if not around.any():
        return ()
    middle = float(np.median(level[around]))
    first_half = (middle - rise.lowest) / rise.size
    if not EVEN[0] <= first_half <= EVEN[1]:
        return ()
    if _surely_at_once(curve) > limits["at_once"] * rise.size:
        return ()
    begin = last_low(curve, told, limits["near"])
    # Of a run that learned nothing another rule says what to do.
    stuck = (profile.decision.leaning or profile.decision.verdict) is Verdict.STUCK
    learned = curve.blocks.mean[0] - rise.lowest > LEARNED * rise.size
    back = way_back(profile, begin) if learned and not stuck else NOWHERE
    values = {"rise": told.size, "rise_share": told.share, "since": begin, "z": z, **back}
    if learned:
        values["checkpoint"] = begin
    severity: Severity | None = "info" if stuck else None
    return (Evidence(Span(begin, float(curve.step[-1])), values, severity=severity),)


def _surely_at_once(curve: CurveProfile) -> float:
    """Return the most by which the level surely rose within so short a stretch since its lowest."""
    import numpy as np

    from convcheck.measures.rise import MOST_WINDOWS, POINTS_A_WINDOW
    from convcheck.measures.windows import equal_windows

    count = max(3, min(MOST_WINDOWS, len(curve) // POINTS_A_WINDOW))
    place, logged = (equal_windows(each, count) for each in (curve.place, curve.despiked))
    late = slice(int(np.argmin(logged.mean)), None)
    at, level, error = place.mean[late], logged.mean[late], logged.error[late]
    apart = at[None, :] - at[:, None]
    rises = level[None, :] - level[:, None] - SURELY * np.hypot(error[None, :], error[:, None])
    return float(rises[(apart >= 0) & (apart <= AT_ONCE)].max())
