"""CC312: the loss settled after a small part of the fall that its start or its siblings suggest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.siblings import Siblings, Standing

RULE = Rule(
    code="CC312",
    name="high-plateau",
    severity="warning",
    summary="The loss settled high, after a small fall or above its siblings.",
    message="the {what} settled at {end:loss}, only {fall_share:percent} {beneath} its start of "
    "{began}",
    beside_siblings="it ended at {end:loss}; its {siblings:count} siblings that converged ended at "
    "{siblings_end:loss} (median), so that it misses {missed:percent} of their {descent}",
    why="It converged, but to something little better than the beginning: most of what could be "
    "learned was not.",
    how="The run converged, and its fall is a small share of its start. It is silent where the "
    "fall is so small that the run counts as stuck. Where several runs are analyzed in one call, "
    "one that converged or is stuck is also held against its siblings, which logged the same "
    "series in the same format, began at a comparable level and converged: it ended above their "
    "median by more than a share of their fall, more than they differ among themselves, and more "
    "than noise explains.",
    when_wrong="Noisy targets, fine-tuning and hard tasks have a high floor; whether this one has, "
    "only a better run or a baseline can tell. Logs that begin after the first fall look the same. "
    "Runs that differ in their data, their size or their penalties may end apart for good reason.",
    causes=(
        Cause("rate-decayed-too-early", "it stopped with the rate", needs=("rate_ended",)),
        Cause("local-minimum", "a resting place that is not the best"),
        Cause("model-too-small", "the model cannot do better"),
        Cause("dead-units", "part of the network is off"),
        Cause("learning-rate-too-large", "the noise of its steps is its floor", needs=("loud",)),
        Cause("corrupted-labels", "there is little to learn"),
        Cause("regularisation-too-strong", "what is gained is pulled back"),
        Cause("wrong-loss", "a loss that cannot come down"),
    ),
    remedies=(
        Remedy(
            "start again with another seed: {siblings:count} siblings ended at "
            "{siblings_end:loss}, so that this is no floor of the task",
            "local-minimum",
        ),
        Remedy(
            "start again with three other seeds and compare where they end",
            "local-minimum",
            unless=("siblings",),
        ),
        Remedy("double the width of the model and compare", "model-too-small", unless=("boosted",)),
        Remedy(
            "train with weight decay and dropout off, once",
            "regularisation-too-strong",
            unless=("boosted",),
        ),
        Remedy(
            "let the learning rate decay from {rate:rate} to {rate_low:rate}",
            "learning-rate-too-large",
            needs=("rate_constant",),
        ),
        Remedy("look at the examples with the highest loss", "corrupted-labels"),
        Remedy("check that no softmax is applied twice", "wrong-loss", unless=("boosted",)),
    ),
    limits=(
        Limit(
            "fall",
            0.12,
            "share of the starting loss",
            "three times what counts as no learning at all",
            "the verdict stuck: below 4 % nothing was learned",
        ),
        Limit(
            "missed",
            0.15,
            "share of the siblings' fall",
            "three times the widest band in which a run counts as settled",
            "the settling ladder: 5 % of the drop",
        ),
        Limit(
            "spreads",
            3.0,
            "times the distance from the siblings' best end to their median",
            "siblings that do not agree among themselves have no common end to miss",
            "three and a half standard deviations where five ends scatter normally",
        ),
        Limit(
            "errors",
            3.0,
            "standard errors of the difference",
            "noise alone goes so far in one of 700 comparisons",
            "the normal distribution",
        ),
        Limit(
            "siblings",
            3.0,
            "siblings that converged",
            "of fewer the median is moved by a single odd one",
            "breakdown point of the median",
        ),
    ),
    needs=("points", "zero"),
    yields_to=("CC302", "CC406", "CC201"),
    fires=(Example("small_fall", {"start": 3.0, "floor": 2.75}, "a fall of 8 %"),),
    silent=(
        Example("exponential", {}, "most of the start is gone"),
        Example("small_fall", {"fall": 0.5}, "half of it is gone"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the fall against the start."""
    from convcheck.told_levels import told_start

    curve = profile.objective
    settling = profile.settling
    if profile.decision.verdict is not Verdict.CONVERGED or settling is None:
        return ()
    ends = curve.ends
    share = ends.fall / ends.start
    if not 0.0 < share < limits["fall"]:
        return ()
    values = {
        "start": profile.sign * ends.start,
        "began": told_start(curve, profile.sign),
        "end": profile.sign * ends.end,
        "fall_share": share,
    }
    return (Evidence(Span(settling.step, float(curve.step[-1])), values),)


def check_siblings(
    own: Standing, siblings: Siblings, limits: Mapping[str, float]
) -> Sequence[Evidence]:
    """Hold the end against where the siblings ended."""
    above = own.end - siblings.end
    error = math.hypot(own.end_error, siblings.end_error)
    if (
        own.verdict not in (Verdict.CONVERGED, Verdict.STUCK)
        or siblings.count < limits["siblings"]
        or above <= limits["missed"] * siblings.fall
        or above <= limits["spreads"] * (siblings.end - siblings.best)
        or above <= limits["errors"] * error
    ):
        return ()
    values = {"end": own.sign * own.end, "siblings_end": own.sign * siblings.end}
    values |= {"siblings": siblings.count, "missed": above / siblings.fall}
    return (Evidence(own.plateau, values, causes=("local-minimum",)),)
