"""CC404: validation stands still while training goes on falling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.told_after import rising_score

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC404",
    name="validation-stalled",
    severity="warning",
    summary="Validation has not moved for half of the run, while training fell on.",
    message="validation has stood still at {level:loss} since {unit} {since:step}, while training "
    "{fell} by another {training_fell:loss} ({training_share:percent} of its range)",
    why="What training still gains is of no use on other data: the next thing to come is "
    "overfitting.",
    how="Over the second half of the run training fell by a share of its range, and validation "
    "moved by less than its band, with noise small enough to see that. To stop there is not "
    "advised where validation was best clearly later, or a score beside it rose on.",
    when_wrong="Validation may go down later all the same (grokking); a coarse score moves in "
    "steps.",
    causes=(
        Cause("too-little-data", "what is learned now is particular to the examples"),
        Cause("missing-regularisation", "nothing holds it back"),
        Cause("corrupted-labels", "contradictions are being learned by heart"),
        Cause("validation-differs", "validation comes from elsewhere"),
    ),
    remedies=(
        Remedy("stop near {unit} {stop:step}, or watch from there on for a turn"),
        Remedy(
            "keep the checkpoint of {unit} {best_validated:step}, and watch from there on for a "
            "turn"
        ),
        Remedy(
            "judge how long to train by the score beside it{rising}, which rose on after {unit} "
            "{since:step}"
        ),
        Remedy("get more data, or augment what there is", "too-little-data"),
        Remedy("add weight decay or dropout", "missing-regularisation", unless=("boosted",)),
        Remedy("look at the examples with the highest training loss", "corrupted-labels"),
    ),
    limits=(
        Limit(
            "training",
            0.1,
            "share of training's range",
            "less may be the tail of a decay that both share",
            "an exponential that settled has under 2 % left for the second half",
        ),
        Limit(
            "moved",
            0.02,
            "share of validation's fall",
            "the band of convergence, applied to validation",
            "the two-percent band",
        ),
    ),
    needs=("points", "train", "validation"),
    yields_to=("CC201", "CC202", "CC301", "CC401", "CC407", "CC104"),
    fires=(
        Example(
            "exponential", {"validation": "stalled", "time_constant": 0.35}, "still since 30 %"
        ),
    ),
    silent=(
        Example("generalizing", {}, "both settle"),
        Example("exponential", {"validation": "noisy"}, "too noisy to tell"),
    ),
)

FEWEST_EVALUATIONS = 12
"""Points of validation that two halves need for a level each."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare what the second half brought to both."""
    import numpy as np

    curve, validation = profile.objective, profile.validation
    lost = (Verdict.DIVERGED, Verdict.STUCK, Verdict.OSCILLATING)
    if validation is None or profile.decision.verdict in lost:
        return ()
    if len(validation) < FEWEST_EVALUATIONS or validation.constant:
        return ()
    middle, end = (float(each) for each in curve.fit.evaluate(np.array([0.5, 1.0])))
    fell = middle - end
    half = validation.despiked[len(validation) // 2 :]
    third = max(2, len(half) // 3)
    moved = float(np.mean(half[:third]) - np.mean(half[-third:]))
    drop = validation.upturn.drop
    error = validation.upturn.error * np.sqrt(2.0)
    still = abs(moved) + error < limits["moved"] * drop
    if fell < limits["training"] * curve.total_range or not still:
        return ()
    since = float(validation.step[len(validation) // 2])
    values = {
        "level": profile.sign * float(np.mean(half)),
        "since": since,
        **_where_to_stop(profile, since),
        "training_fell": fell,
        "training_share": fell / curve.total_range,
    }
    return (Evidence(Span(since, float(validation.step[-1])), values, "validation"),)


def _where_to_stop(profile: Profile, since: float) -> dict[str, Any]:
    """Return the step to stop at, unless validation was best later or a score rose on."""
    from convcheck.told_best import best_place

    validation, rising = profile.validation, rising_score(profile, since)
    best = None if validation is None else best_place(validation)
    later = None
    if validation is not None and best is not None and float(validation.step[best.first]) > since:
        later = float(validation.step[best.at])
    stop = since if later is None and rising is None else None
    return {"stop": stop, "best_validated": later, "rising": rising and f" ('{rising}')"}
