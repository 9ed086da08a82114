"""CC109: the log holds no validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Remedy, Rule

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC109",
    name="no-validation",
    severity="info",
    summary="No validation loss was logged beside the training loss.",
    message="no validation loss was found, so nothing can be said about overfitting",
    why="Training alone shows whether the optimisation converged, never whether the model is any "
    "good on data that it has not seen.",
    how="No column was recognised as a validation loss, and none was named.",
    when_wrong="A model trained for one pass over endless data sees every example once: its "
    "training loss is a validation loss.",
    causes=(Cause("logging-mistake", "it was not measured, or not logged here"),),
    remedies=(
        Remedy("name it with --val NAME if it is there under an unusual name"),
        Remedy("evaluate on held-out data at least twenty times a run, and log it"),
    ),
    needs=("train",),
    fires=(Example("exponential", {}, "training only"),),
    silent=(
        Example("generalizing", {}, "validation is logged"),
        Example("overfitting", {}, "validation is logged, and turns up"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Look for a validation series."""
    if profile.run.validation is not None:
        return ()
    return (Evidence(None, {"columns_rejected": len(profile.run.rejected)}),)
