"""CC104: the validation column never changes, or stopped changing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC104",
    name="constant-series",
    severity="warning",
    summary="The validation series is one value repeated, while training moved.",
    message="validation is {value:loss} at every one of its last {count:count} points from {unit} "
    "{since:step} on, while training moved",
    why="A value that never changes was not measured: nothing can be concluded from it, and early "
    "stopping on it does nothing.",
    how="The last values of validation are equal bit for bit, for at least half of the points, "
    "while the training loss fell by more than its noise.",
    when_wrong="A model that gives one answer whatever its input has a constant validation loss "
    "too, but then it has learned nothing.",
    causes=(
        Cause("logging-mistake", "validation was off, or an old value is written again"),
        Cause("optimizer-not-stepping", "the weights that are evaluated are not those trained"),
    ),
    remedies=(
        Remedy("check that validation runs, and that what is logged is what it returned"),
        Remedy(
            "check that the model that is evaluated is the one that is trained, not a stale copy",
            "optimizer-not-stepping",
        ),
    ),
    limits=(
        Limit(
            "share",
            0.5,
            "share of the points",
            "a model that has settled may repeat a rounded value a few times, not half of the run",
            "loggers round to three digits or more",
        ),
        Limit(
            "fewest",
            5.0,
            "points",
            "fewer equal values may be rounding",
            "as above",
        ),
    ),
    needs=("points", "train", "validation"),
    fires=(Example("exponential", {"validation": "constant"}, "validation was off"),),
    silent=(
        Example("generalizing", {}, "validation moves"),
        Example("flat", {"validation": "constant"}, "nothing moved at all"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Count the equal values at the end."""
    import numpy as np

    series, validation = profile.run.validation, profile.validation
    moved = profile.decision.verdict not in (Verdict.STUCK, Verdict.INCONCLUSIVE)
    if series is None or validation is None or not moved:
        return ()
    values = series.value[series.finite]
    different = np.flatnonzero(values != values[-1])
    begin = int(different[-1]) + 1 if len(different) else 0
    count = len(values) - begin
    if count < max(limits["fewest"], limits["share"] * len(values)):
        return ()
    since, until = float(validation.step[begin]), float(validation.step[-1])
    found = {"value": float(values[-1]), "count": count, "since": since}
    return (Evidence(Span(since, until), found, series="validation"),)
