"""CC302: the loss never fell by more than noise, or by too little to be learning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.noted import is_noted
from convcheck.roles import ADVERSARIAL
from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.rules._verdict import humbled, stance
from convcheck.rules._weights import weight_behind_a_climb
from convcheck.wording import loss

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.profile import Profile

RULE = Rule(
    code="CC302",
    name="never-learned",
    severity="error",
    summary="The loss shows no descent that could be told from noise, or none that is learning.",
    message="the {what} began at {began} and {ended}, {size}{hint}",
    why="A model that does no better than guessing has no use, and its training will not mend "
    "itself: something keeps the weights from learning.",
    how="It speaks where the verdict is stuck, but of no loss that pulls against another (CC111), "
    "and not where the weight of a term was logged and the loss came down and climbed (CC313). The "
    "level is then compared with ln k, the cross-entropy of guessing among k classes.",
    when_wrong="Some tasks sit on a plateau for long before they fall; and where the fall came "
    "before the first logged point, the log shows only what followed.",
    causes=(
        Cause("learning-rate-too-large", "it had learned, and lost it", needs=("lost_from",)),
        Cause("optimizer-not-stepping", "not one value differs", needs=("constant",)),
        Cause("optimizer-not-stepping", "validation never moved", needs=("validation_still",)),
        Cause("dead-units", "the gradient vanished", needs=("gradient_vanishes",)),
        Cause("learning-rate-too-large", "the rate is very large", needs=("rate_large",)),
        Cause(
            "learning-rate-too-small",
            "validation goes down, slowly",
            needs=("validation_fell", "validation_falls"),
        ),
        Cause("learning-rate-too-large", "validation had fallen", needs=("validation_fell",)),
        Cause("learning-rate-too-large", "it leapt up first", needs=("jumped_at_first",)),
        Cause("learning-rate-too-large", "it began far above", needs=("began_high",)),
        Cause("learning-rate-too-large", "validation turned up", needs=("validation_turned",)),
        Cause("momentum-too-high", "validation turned up", needs=("validation_turned",)),
        Cause("learning-rate-too-small", "the rate is tiny", needs=("rate_tiny",)),
        Cause("dead-units", "level and noise of an untrained network"),
        Cause("symmetric-initialisation", "all units stay alike", unless=("lost_from",)),
        Cause("learning-rate-too-large", "the weights were lost early"),
        Cause("optimizer-not-stepping", "weights that never change", unless=("lost_from",)),
        Cause(
            "learning-rate-too-small", "too slow to be seen", unless=("above_start", "lost_from")
        ),
        Cause(
            "corrupted-labels",
            "nothing can be learned from labels at random",
            unless=("lost_from",),
        ),
        Cause(
            "inputs-not-normalised",
            "inputs without information, or far from unit scale",
            unless=("lost_from",),
        ),
        Cause("saturated-activation", "gradients vanish on the way down"),
        Cause("local-minimum", "some starts are worse than others", unless=("lost_from",)),
        Cause("momentum-too-high", "the weights overshoot every time"),
        Cause("batch-too-small", "noise drowns the gradient"),
    ),
    remedies=(
        Remedy(
            "try to overfit a single batch: if the loss does not go to zero there, the fault is in "
            "the model, the loss or the optimizer, not in the data",
            unless=(
                "boosted",
                "lost_from",
            ),
        ),
        Remedy(
            "keep the checkpoint of {unit} {back_to:step}; from there on lower the learning "
            "rate, or clip gradients",
            "learning-rate-too-large",
            needs=("lost_from",),
            unless=("boosted",),
        ),
        Remedy(
            "keep the checkpoint of {unit} {best_validated:step}, at which validation was best"
            "{though}; from there on lower the learning rate, or clip gradients",
            "learning-rate-too-large",
            needs=("lost_from",),
            unless=("boosted",),
        ),
        Remedy(
            "check that the optimizer holds this model's parameters, that they are not frozen, "
            "that its step is called, and that the rate is not zero",
            "optimizer-not-stepping",
        ),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_low:rate} – {rate_high:rate}",
            "learning-rate-too-large",
            unless=("rate_tiny",),
        ),
        Remedy(
            "lower the learning rate by a factor of 10: large first steps kill units for good",
            "learning-rate-too-large",
            unless=(
                "boosted",
                "rate_logged",
            ),
        ),
        Remedy(
            "raise the learning rate from {rate:rate} to {rate_tenfold:rate}",
            "learning-rate-too-small",
            unless=("jumped_at_first", "above_start"),
        ),
        Remedy(
            "raise the learning rate by a factor of 10",
            "learning-rate-too-small",
            unless=("rate_logged", "jumped_at_first", "above_start"),
        ),
        Remedy(
            "replace ReLU by leaky ReLU or GELU, and initialise biases at zero or slightly above",
            "dead-units",
        ),
        Remedy(
            "initialise weights at random, with variance 2 / fan-in for ReLU and 1 / fan-in for "
            "tanh; never all alike or all zero",
            "symmetric-initialisation",
        ),
        Remedy(
            "scale every input, and the target of a regression, to mean 0 and deviation 1; check "
            "that they vary at all",
            "inputs-not-normalised",
        ),
        Remedy(
            "look at twenty examples beside their labels as the model gets them",
            "corrupted-labels",
        ),
        Remedy(
            "use ReLU or GELU with normalisation layers in place of sigmoid or tanh in depth",
            "saturated-activation",
        ),
        Remedy("start again with three other seeds", "local-minimum"),
    ),
    references=(
        "Karpathy, A recipe for training neural networks, 2019",
        "He et al., Delving deep into rectifiers, ICCV 2015",
    ),
    limits=(
        Limit(
            "chance",
            0.02,
            "share of ln k",
            "a level this near to ln k is that of guessing among k classes",
            "noise of the last fifth of a run at chance level",
        ),
    ),
    yields_to=("CC201",),
    fires=(
        Example("flat_at_chance", {"classes": 10}, "flat at ln 10"),
        Example("constant", {}, "exactly constant"),
        Example("flat", {"points": 200}, "flat in noise"),
    ),
    silent=(
        Example("exponential", {}, "healthy"),
        Example("late_drop", {}, "sits on a plateau, then falls"),
        Example("blow_up", {}, "learned, then lost it"),
    ),
)

ELSEWHERE = 0.02
"""Share of its level, beyond one value's noise, from which the run ended elsewhere."""
CLASSES = (*range(2, 11), 20, 50, 100, 200, 1000)
"""Numbers of classes of common tasks."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Say how little it fell, and whose guess its level is."""
    from convcheck.told_best import NOWHERE, way_back
    from convcheck.told_levels import told_start

    taken = stance(profile, Verdict.STUCK)
    if taken == "no" or is_noted(profile.run.notes, ADVERSARIAL):
        return ()  # one side of two that rests may be in balance, as another rule says
    if weight_behind_a_climb(profile) is not None:
        return ()  # a sum whose weights are raised climbs while its terms improve
    curve, lost_from = profile.objective, profile.facts.get("lost_from")
    ends = curve.ends
    guessing = curve.positive and profile.run.goal == "min"
    classes = _classes(ends.end, limits["chance"]) if guessing else None
    first, exploded = profile.sign * float(curve.loss[0]), curve.contained is not curve
    values: dict[str, Any] = {
        "start": first if exploded else profile.sign * ends.start,
        "began": loss(first) if exploded else told_start(curve, profile.sign),
        "ended": _ended(curve, profile.sign),
        "end": profile.sign * ends.end,
        "fall": ends.fall,
        "classes": classes,
        **(NOWHERE if lost_from is None else way_back(profile, lost_from)),
        "size": "the same value throughout" if curve.constant else _size(profile),
        "hint": f": ln {classes:,}, the loss of guessing among {classes:,} classes"
        if classes
        else "",
    }
    span = Span(float(curve.step[0]), float(curve.step[-1]))
    return (Evidence(span, values, severity=humbled(taken)),)


def _size(profile: Profile) -> str:
    """Say how far it fell, in the words that suit a small fall, a large one, and none."""
    from convcheck.told_levels import (
        EXPLODED,
        explosion_peak,
        fell_beyond_noise,
        lost_again,
    )

    curve, ends = profile.objective, profile.objective.ends
    descent = profile.facts["descent"]
    lost = lost_again(curve)
    peak = explosion_peak(curve)
    if peak == 0:
        return "as after a start that exploded"
    if peak is not None:
        return f"after it was thrown to {loss(profile.sign * float(curve.loss[peak]))}"
    if lost is not None:
        return f"after it had come to {loss(profile.sign * lost.lowest)}"
    if not curve.positive or ends.fall <= 0.001 * ends.start:
        return f"no lasting {descent}"
    if not fell_beyond_noise(curve):
        return f"no {descent} beyond its noise"
    if ends.end < EXPLODED * ends.start:
        return "as after a start that exploded"
    return f"a {descent} of {ends.fall / ends.start:.1%}"


def _ended(curve: CurveProfile, sign: float) -> str:
    """Tell the level of the last fifth as the end only where the run ended there."""
    from convcheck.measures.clipping import difference_sigma
    from convcheck.told_levels import end_level, last_points, told_end

    level = curve.ends.end
    usual = max(difference_sigma(curve.loss), ELSEWHERE * abs(level))
    ended = "ended at" if abs(end_level(curve.loss) - level) <= usual else "rested at"
    return f"{ended} {told_end(curve.loss, last_points(len(curve)), sign)}"


def _classes(level: float, tolerance: float) -> int | None:
    import math

    nearest = min(CLASSES, key=lambda k: abs(level / math.log(k) - 1.0))
    return nearest if abs(level / math.log(nearest) - 1.0) <= tolerance else None
