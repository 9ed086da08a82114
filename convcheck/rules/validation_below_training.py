"""CC403: validation lies below training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC403",
    name="validation-below-training",
    severity="info",
    summary="Validation ended clearly below training.",
    message="validation ended at {validation_end:loss}, {beneath} training at {end:loss}",
    why="A model is seldom better on data that it has not seen: the two may not be measured alike, "
    "or examples have leaked.",
    how="The level of the last fifth of validation lies below that of training by a share of the "
    "range and beyond the noise of both.",
    when_wrong="Dropout, augmentation and label smoothing raise the training loss only, and a mean "
    "over an epoch lags behind: all of these are common and harmless.",
    causes=(
        Cause("evaluation-differs", "dropout, augmentation or a lagging mean"),
        Cause("validation-differs", "validation is easier, or leaked into training"),
        Cause("regularisation-too-strong", "training is held back"),
        Cause("validation-too-small", "chance"),
    ),
    remedies=(
        Remedy("evaluate on a part of the training data, in the same way as on validation"),
        Remedy("look for examples that are in both sets", "validation-differs"),
        Remedy(
            "lower dropout or augmentation and compare",
            "regularisation-too-strong",
            unless=("boosted",),
        ),
    ),
    limits=(
        Limit(
            "share",
            0.05,
            "share of training's range",
            "twice the band and more: not a matter of noise or lag",
            "the two-percent band",
        ),
        Limit(
            "z",
            4.0,
            "standard errors",
            "both levels are known to within their noise only",
            "one case in 30,000 by chance",
        ),
    ),
    needs=("points", "train", "validation", "one_unit"),
    yields_to=("CC201", "CC301", "CC104"),
    fires=(
        Example("exponential", {"validation": "below", "floor": 0.8}, "lower from the beginning"),
    ),
    silent=(
        Example("generalizing", {}, "a little above"),
        Example("overfitting", {}, "far above"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare the last levels beyond the noise of both."""
    import numpy as np

    curve, validation = profile.objective, profile.validation
    if validation is None or profile.decision.verdict in (Verdict.DIVERGED, Verdict.STUCK):
        return ()
    last = validation.loss[-max(2, len(validation) // 5) :]
    end = float(np.mean(last))
    error = float(np.hypot(curve.end_error, validation.upturn.error))
    below = curve.ends.end - end
    if below < limits["share"] * curve.total_range or below < limits["z"] * error:
        return ()
    values = {
        "validation_end": profile.sign * end,
        "end": profile.sign * curve.ends.end,
        "below": below,
    }
    span = Span(float(validation.step[-len(last)]), float(validation.step[-1]))
    return (Evidence(span, values, "validation"),)
