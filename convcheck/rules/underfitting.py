"""CC406: training and validation settle high, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC406",
    name="underfitting",
    severity="warning",
    summary="Training and validation settled close to each other, not far below where they began.",
    message="training and validation settled at {end:loss} and {validation_end:loss}, only "
    "{fall_share:percent} {beneath} {began}: the model fits neither",
    why="The model cannot, or may not, fit even the data that it is trained on; more data would "
    "not help.",
    how="The run converged after a fall that is a small share of its start, and validation ended "
    "within a small distance of training.",
    when_wrong="Noisy targets and hard tasks have a high floor that no model gets below; only a "
    "larger model, or a baseline, can tell.",
    causes=(
        Cause("rate-decayed-too-early", "it stopped with the rate", needs=("rate_ended",)),
        Cause("model-too-small", "it cannot express more"),
        Cause("regularisation-too-strong", "it may not express more"),
        Cause("dead-units", "part of the network is off"),
        Cause("local-minimum", "a resting place that is not the best"),
        Cause("unsuitable-architecture", "it cannot see what matters"),
        Cause("corrupted-labels", "there is little to learn"),
    ),
    remedies=(
        Remedy("grow deeper trees and compare", "model-too-small", needs=("boosted",)),
        Remedy(
            "double the width or the depth of the model and compare",
            "model-too-small",
            unless=("boosted",),
        ),
        Remedy(
            "train once without weight decay and dropout: if training falls further, they are too "
            "strong",
            "regularisation-too-strong",
            unless=("boosted",),
        ),
        Remedy("start again with three other seeds", "local-minimum"),
        Remedy("try to overfit a hundred examples: a sound model can", "unsuitable-architecture"),
        Remedy("hold the learning rate longer before it decays", "rate-decayed-too-early"),
    ),
    limits=(
        Limit(
            "fall",
            0.2,
            "share of the starting loss",
            "four fifths of what there was to learn are left",
            "five times what counts as no learning at all",
        ),
        Limit(
            "gap",
            0.05,
            "share of the starting loss",
            "a model that fits its training data well has a wider gap",
            "a fifth of what counts as a generalization gap",
        ),
    ),
    needs=("points", "zero", "train", "validation", "one_unit"),
    yields_to=("CC302", "CC201", "CC401"),
    fires=(
        Example(
            "small_fall", {"fall": 0.15, "validation": "as high"}, "both settled at 85 % of it"
        ),
    ),
    silent=(
        Example("generalizing", {}, "both fell by far"),
        Example("overfitting", {}, "training fits well"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold fall and gap against the start."""
    import numpy as np

    from convcheck.told_levels import begins_as_logged, told_start

    curve, validation = profile.objective, profile.validation
    settling = profile.settling
    if validation is None or settling is None:
        return ()
    if profile.decision.verdict is not Verdict.CONVERGED:
        return ()
    ends = curve.ends
    share = ends.fall / ends.start
    end = float(np.median(validation.loss[-max(2, len(validation) // 5) :]))
    apart = abs(end - ends.end) / ends.start
    if not 0.0 < share < limits["fall"] or apart > limits["gap"]:
        return ()
    values = {
        "began": "the start" + ("" if begins_as_logged(curve) else f", {told_start(curve)}"),
        "end": profile.sign * ends.end,
        "validation_end": profile.sign * end,
        "fall_share": share,
        "gap": apart,
    }
    return (Evidence(Span(settling.step, float(curve.step[-1])), values),)
