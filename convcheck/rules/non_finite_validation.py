"""CC202: the validation loss becomes NaN or infinite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.rule import Severity

RULE = Rule(
    code="CC202",
    name="non-finite-validation",
    severity="error",
    summary="The validation loss is NaN or infinite while training is not.",
    message="validation is not finite at {count:count} of {evaluations:count} points, first at "
    "{unit} {at:step}",
    why="Early stopping and the choice of a checkpoint compare with NaN, and every such "
    "comparison is false.",
    how="Any value of validation that is no finite number. At the end it is an error; where finite "
    "values follow, a warning.",
    when_wrong="Some loggers write NaN in epochs without an evaluation; then nearly every second "
    "value is one.",
    causes=(
        Cause("corrupted-data", "a bad example in the validation set"),
        Cause("numeric-overflow", "a logarithm of zero for a class that training never met"),
        Cause("mixed-precision", "evaluation runs in half precision without a scaler"),
        Cause("evaluation-differs", "normalisation layers use other statistics in evaluation"),
    ),
    remedies=(
        Remedy(
            "evaluate example by example at {unit} {at:step} and find the one that is not finite"
        ),
        Remedy(
            "compute the loss from logits in full precision",
            "numeric-overflow",
            unless=("boosted",),
        ),
        Remedy(
            "check the running statistics of normalisation layers: batches of one, or a momentum "
            "near one, leave them infinite",
            "evaluation-differs",
            unless=("boosted",),
        ),
    ),
    needs=(),
    yields_to=("CC201",),
    fires=(
        Example("exponential", {"validation": "not finite"}, "NaN from the middle on"),
        Example("exponential", {"validation": "one not finite"}, "once infinite"),
    ),
    silent=(
        Example("generalizing", {}, "finite"),
        Example("overfitting", {}, "rises, and stays finite"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Count the values that are no numbers."""
    import numpy as np

    series = profile.run.validation
    if series is None or not len(series) or series.finite.all():
        return ()
    bad = np.flatnonzero(~series.finite)
    recovered = bool(series.finite[-1])
    at, last = float(series.step[bad[0]]), float(series.step[bad[-1]])
    values = {"at": at, "count": len(bad), "evaluations": len(series), "recovered": recovered}
    severity: Severity | None = "warning" if recovered else None
    return (Evidence(Span(at, last), values, "validation", severity),)
