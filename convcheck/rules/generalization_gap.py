"""CC402: validation settles far above training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC402",
    name="generalization-gap",
    severity="info",
    summary="Validation ended far above training, without having turned up.",
    message="validation {ended}, {compared}",
    why="What the model does on its training data it does not do on others.",
    how="The difference of the levels of the last fifth is held against the starting loss. Where "
    "validation ended at several times its own first value, it says that instead: such a climb is "
    "no gap that more data would close.",
    when_wrong="Training loss is often measured with dropout or augmentation, or without the "
    "regularisation term: then the two are not the same quantity.",
    causes=(
        Cause("learning-rate-too-large", "validation was thrown up", needs=("climbed",)),
        Cause("too-little-data", "it learns its examples, not the rule", unless=("climbed",)),
        Cause(
            "corrupted-labels",
            "what was learned by heart is of no use elsewhere",
            unless=("climbed",),
        ),
        Cause("missing-regularisation", "nothing holds it back"),
        Cause("validation-differs", "validation comes from elsewhere"),
        Cause("evaluation-differs", "the two are not measured alike"),
    ),
    remedies=(
        Remedy(
            "lower the learning rate or the momentum: weights that grow throw validation up first",
            "learning-rate-too-large",
            unless=("boosted",),
        ),
        Remedy("get more data, or augment what there is", "too-little-data"),
        Remedy(
            "add weight decay or dropout, or a smaller model",
            "missing-regularisation",
            unless=("boosted",),
        ),
        Remedy("evaluate on a part of the training data, in the same way as on validation"),
        Remedy(
            "check how the data were split: by time, by subject, by source", "validation-differs"
        ),
    ),
    limits=(
        Limit(
            "gap",
            0.25,
            "share of the starting loss",
            "a quarter of what there was to learn was learned for the training data only",
            "labelled trainings: a quarter of the trivial predictor's loss",
        ),
    ),
    needs=("points", "zero", "train", "validation", "one_unit"),
    yields_to=("CC201", "CC202", "CC301", "CC401", "CC407"),
    fires=(Example("exponential", {"validation": "far above"}, "1.2 above training"),),
    silent=(
        Example("generalizing", {}, "close"),
        Example("flat", {"validation": "constant"}, "nothing was learned"),
    ),
)


CLIMBED = 3.0
"""Times its own first value from which validation climbed: what was never learned is no gap."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare the last levels."""
    import numpy as np

    from convcheck.told_levels import begins_as_logged, told_end, told_start
    from convcheck.wording import loss, part, times

    curve, validation = profile.objective, profile.validation
    lost = (Verdict.DIVERGED, Verdict.STUCK)
    if validation is None or profile.decision.verdict in lost:
        return ()
    last = validation.loss[-max(2, len(validation) // 5) :]
    end = float(np.median(last))
    gap = end - curve.ends.end
    share = gap / curve.ends.start
    if share <= limits["gap"] or gap <= 3.0 * curve.end_error:
        return ()
    first = float(validation.loss[0])
    climbed = 0.0 < CLIMBED * first < end
    start = "the starting loss" + ("" if begins_as_logged(curve) else f", {told_start(curve)}")
    compared = f"{loss(gap)} {profile.facts['above']} training ({part(share)} {start})"
    if climbed:
        level = loss(curve.ends.end)
        compared = f"{times(end / first)} its first value, while training ended at {level}"
    values = {
        "validation_end": profile.sign * end,
        "gap": gap,
        "gap_share": share,
        "climbed": climbed,
        "ended": ("climbed to " if climbed else "ended at ")
        + told_end(validation.loss, len(last), profile.sign),
        "compared": compared,
    }
    span = Span(float(validation.step[-len(last)]), float(validation.step[-1]))
    return (Evidence(span, values, "validation"),)
