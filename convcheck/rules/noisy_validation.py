"""CC405: validation is too noisy to rank checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC405",
    name="noisy-validation",
    severity="info",
    summary="Validation scatters so much that its best point is a matter of luck.",
    message="validation scatters by {noise:loss} from one evaluation to the next "
    "({noise_share:part} its {descent}): {luck}",
    why="A checkpoint chosen for the lowest of many noisy values is chosen by chance, and its "
    "value is too good to be true.",
    how="The noise of single values, from successive differences, exceeds a share of "
    "validation's fall, and what the second half of the run brought is no larger.",
    when_wrong="A learning rate at the edge makes the weights themselves jump: then validation is "
    "right, and the run is restless.",
    causes=(
        Cause("validation-too-small", "few examples"),
        Cause("learning-rate-too-large", "the weights themselves jump"),
        Cause("batch-too-small", "statistics of normalisation layers from few examples"),
    ),
    remedies=(
        Remedy("validate on {more:times} as many examples", "validation-too-small"),
        Remedy(
            "average the weights (EMA or SWA) before evaluating",
            "learning-rate-too-large",
            unless=("boosted",),
        ),
        Remedy("choose the checkpoint by a mean over neighbouring evaluations"),
    ),
    limits=(
        Limit(
            "noise",
            0.05,
            "share of validation's fall",
            "above it differences between late checkpoints drown",
            "the level at which a rise counts as overfitting",
        ),
        Limit(
            "late",
            2.0,
            "times the noise",
            "a fall of the second half that is larger than this can still be followed by eye",
            "two standard deviations of one value",
        ),
    ),
    needs=("points", "train", "validation"),
    yields_to=("CC201", "CC301", "CC302", "CC202", "CC401", "CC407"),
    fires=(Example("exponential", {"validation": "noisy"}, "noise of 0.3"),),
    silent=(
        Example("generalizing", {}, "quiet"),
        Example("overfitting", {"validation_noise": 0.002}, "quiet, with a clear best"),
    ),
)

FEWEST_EVALUATIONS = 8
"""Points that a noise can be told from."""
MOST_EXAMPLES = 100.0
"""Times as many validation examples as anyone could be asked for."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the noise against the fall."""
    import numpy as np

    from convcheck.measures.clipping import GAUSSIAN_MAD
    from convcheck.told_best import best_place
    from convcheck.told_levels import MADE_BY_FEW

    validation = profile.validation
    lost = (Verdict.DIVERGED, Verdict.STUCK)
    if validation is None or len(validation) < FEWEST_EVALUATIONS:
        return ()
    if profile.decision.verdict in lost or validation.constant:
        return ()
    turn = validation.upturn
    late = validation.despiked[len(validation) // 3 :]
    noise = float(np.sqrt(np.mean(np.diff(late) ** 2) / 2.0))
    usual = GAUSSIAN_MAD * float(np.median(np.abs(np.diff(late)))) / float(np.sqrt(2.0))
    if noise > MADE_BY_FEW * usual:
        return ()
    place = best_place(validation)
    alike = turn.best_range if place is None else (place.first, place.last)
    first, last = (float(validation.step[index]) for index in alike)
    half, unit = turn.level[len(turn.level) // 2 :], profile.run.axis.unit
    if turn.drop <= 0 or noise < limits["noise"] * turn.drop:
        return ()
    if abs(float(half[0] - half[-1])) > limits["late"] * noise:
        return ()
    share = noise / turn.drop
    values: dict[str, Any] = {
        "noise": noise,
        "noise_share": share,
        "best_from": first,
        "best_to": last,
        "luck": f"any checkpoint between {unit} {step(first)} and {step(last)} may be the best"
        if last > first
        else f"that of {unit} {step(first)} may be the best by luck",
    }
    more = max(2.0, (share / limits["noise"]) ** 2)
    if more <= MOST_EXAMPLES:
        values["more"] = more
    return (Evidence(Span(first, last), values, "validation"),)
