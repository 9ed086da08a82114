"""CC401: validation turns up while training goes on falling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.noted import is_noted
from convcheck.roles import ADVERSARIAL
from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.wording import step, untrained_at

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.measures.upturn import Upturn
    from convcheck.profile import Profile
    from convcheck.rule import Severity

RULE = Rule(
    code="CC401",
    name="overfitting",
    severity="warning",
    summary="Validation got worse from some step on, while training went on falling.",
    message="validation was best {between} {best_to:step} (about {best:loss}) "
    "and has {risen} to {end:loss} since, while training {fell} on: the last {wasted:percent} of "
    "the run made the model worse",
    why="From there on the model learns its examples by heart; the last checkpoint is not the one "
    "to keep.",
    how="Validation, averaged over a tenth of its points, ended above its best by more than a "
    "share of its fall, by more than a share of its level where it has a zero, and beyond its "
    "noise; training fell meanwhile. What validation lost before it was first logged is read off "
    "the training loss. The best step is a range: all that lie within one standard "
    "error of the lowest level.",
    when_wrong="A validation that turns up may come down again (double descent, warm restarts); "
    "cross-entropy may rise while accuracy still improves, as the model grows over-confident.",
    causes=(
        Cause("too-little-data", "it knows its examples, not the rule"),
        Cause("corrupted-labels", "contradictions can only be learned by heart"),
        Cause("missing-regularisation", "nothing holds it back"),
        Cause("more-steps-than-needed", "it went on beyond its best"),
        Cause("validation-differs", "validation comes from elsewhere"),
    ),
    remedies=(
        Remedy("keep the checkpoint of about {unit} {kept:step}, not the last"),
        Remedy(
            "stop there next time: early stopping with a patience of {patience:step} {unit}s would "
            "have saved {saved:percent} of the run",
            "more-steps-than-needed",
        ),
        Remedy("get more data, or augment what there is", "too-little-data"),
        Remedy(
            "add weight decay (0.01 to 0.1 with AdamW) or dropout (0.1 to 0.3), or a smaller model",
            "missing-regularisation",
            unless=("boosted",),
        ),
        Remedy(
            "grow smaller trees, ask for more examples in a leaf, or sample rows and columns",
            "missing-regularisation",
            needs=("boosted",),
        ),
        Remedy(
            "look at the examples with the highest training loss at {unit} {kept:step}: wrong "
            "labels are learned last",
            "corrupted-labels",
        ),
    ),
    references=(
        "Prechelt, Early stopping - but when?, 1998",
        "Nakkiran et al., Deep double descent, ICLR 2020",
    ),
    limits=(
        Limit(
            "rise",
            0.07,
            "share of validation's fall",
            "less than this is a flat bottom; more is lost for good in nine cases of ten",
            "labelled trainings: .05 to .10 separate turned from flat validation equally well",
        ),
        Limit(
            "level",
            0.05,
            "share of the best level",
            "a rise that is small against the level does not matter to anybody",
            "the same; skipped where the loss is not above zero",
        ),
        Limit(
            "small_rise",
            0.4,
            "times the limit rise",
            "after a fall to near zero a small share of it may be a large share of what is left",
            "half-way between what labelled trainings call clear (.04) and a flat bottom (.02)",
        ),
        Limit(
            "high_level",
            0.15,
            "share of the best level",
            "so much of the level counts even where it is a small share of the fall",
            "between what labelled trainings call clear (.20) and what they leave open (.05)",
        ),
        Limit(
            "z",
            3.0,
            "standard errors of a difference",
            "the lowest of twenty levels lies two of its own standard errors low by chance alone",
            "expected extreme of twenty Gaussian values is 1.9; one more and a margin",
        ),
        Limit(
            "steady_z",
            2.5,
            "standard errors of a difference",
            "the same with half the margin, for a rise that is steady: chance makes jumps",
            "the same",
        ),
        Limit(
            "climb",
            0.5,
            "rank correlation with the step",
            "from here on a rise counts as steady",
            "ten points of a line in white noise of half its height have about this (.54)",
            least=-1.0,
        ),
        Limit(
            "training",
            0.01,
            "share of training's range",
            "training must have fallen meanwhile; half of the band of convergence is a movement",
            "the two-percent band",
        ),
    ),
    needs=("points", "train", "validation"),
    yields_to=("CC301",),
    fires=(
        Example("overfitting", {}, "turns up at three tenths of the run"),
        Example("overfitting", {"onset": 0.5, "rise": 0.3, "evaluations": 20}, "few evaluations"),
        Example("overfitting", {"shift": -10.0}, "below zero"),
    ),
    silent=(
        Example("generalizing", {}, "falls and stays"),
        Example("double_descent", {}, "turns up and comes down again"),
        Example("grokking", {}, "falls late"),
    ),
)

TRAINING_LEVEL = 0.1
"""Share of its level that training may have lost instead: near zero its range says nothing."""
ONSET = 0.05
"""Share of validation's fall above its best at which the rise counts as begun."""
PATIENCE = 0.1
"""Share of the run that early stopping should wait: more than a dip of noise lasts."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the rise of validation against its fall, its level, its noise, and training."""
    from convcheck.step_lengths import told_length
    from convcheck.told_best import kept_at
    from convcheck.told_validation import fall_of_validation, is_filled_in

    validation, curve = profile.validation, profile.objective
    likeliest = profile.decision.leaning or profile.decision.verdict
    if validation is None or likeliest in (Verdict.DIVERGED, Verdict.OSCILLATING):
        return ()
    if is_noted(profile.run.notes, ADVERSARIAL):
        return ()  # a loss that rises there says that the other side got better
    turn, fall = validation.upturn, fall_of_validation(validation, curve)
    if is_filled_in(validation, turn.lowest):
        return ()
    steady = turn.climb > limits["climb"]
    clear = turn.z > limits["steady_z" if steady else "z"]
    rose = clear and _rose(turn, fall, validation.positive, limits)
    lowest_step = float(validation.step[turn.best])
    if not rose or not _training_fell(curve, lowest_step, limits["training"]):
        return ()
    best_step = float(validation.step[kept_at(validation)])  # as the headline has it
    length = float(curve.step[-1] - curve.step[0])
    onset = turn.onset(ONSET)
    low, high = _best_range(validation)
    first, best_to = validation.step[[low, high]].tolist()
    unit = profile.run.axis.unit
    # Before its first evaluation nobody looked.
    between = f"between {unit} {step(first)} and" if low > 0 else f"up to {unit}"
    between = f"at {unit}" if low == high > 0 else between
    stuck = likeliest is Verdict.STUCK  # what never learned has no checkpoint worth keeping
    rest, patience = float(curve.step[-1]) - best_step, told_length(PATIENCE * length, curve)
    values: dict[str, Any] = {
        "best": profile.sign * turn.lowest,
        "best_step": best_step,
        "kept": None if stuck or untrained_at(best_to, unit) else best_step,
        "between": between,
        "best_from": first if low > 0 else min(first, 0.0),
        "best_to": best_to,
        "end": profile.sign * turn.end,
        "rise": turn.size,
        "rise_share": turn.size / fall if fall > 0 else None,
        "onset": float(validation.step[onset]),
        "wasted": max(0.0, float(curve.step[-1]) - best_to) / length,
        # What early stopping waits for is trained as well; who waits to the end saves nothing.
        "saved": (rest - patience) / length if rest > patience else None,
        "patience": patience,
    }
    span = Span(values["onset"] or best_step, float(validation.step[-1]))
    severity: Severity | None = "info" if stuck else None
    return (Evidence(span, values, series="validation", severity=severity),)


def _best_range(validation: CurveProfile) -> tuple[int, int]:
    """Return the first and last index that may be the best, none that the headline keeps left out.

    What is as good as the best within the noise did not make the model worse; an evaluation beside
    those is told only where it is as good.
    """
    import numpy as np

    from convcheck.measures.upturn import SAME
    from convcheck.told_best import best_place

    turn = validation.upturn
    low, high = turn.best_range
    near = turn.level[low : high + 1] <= turn.lowest + SAME * np.sqrt(2.0) * turn.error
    low, high = (low + int(each) for each in np.flatnonzero(near)[[0, -1]])
    best = best_place(validation)
    if best is None or best.last == len(validation) - 1:
        return low, high
    return min(low, best.first), max(high, best.last)


def _rose(turn: Upturn, fall: float, positive: bool, limits: Mapping[str, float]) -> bool:
    """Return whether a rise is large, against the fall and the level of validation."""
    if not positive:
        return turn.size > limits["rise"] * fall
    return any(
        turn.size > share * fall and turn.size > level * turn.lowest
        for share, level in (
            (limits["rise"], limits["level"]),
            (limits["small_rise"] * limits["rise"], limits["high_level"]),
        )
    )


def _training_fell(curve: CurveProfile, step: float, least: float) -> bool:
    """Return whether training fell since a step: by a share of its range, or of its level."""
    import numpy as np

    place = (step - curve.step[0]) / (curve.step[-1] - curve.step[0])
    then, now = (float(each) for each in curve.fit.evaluate(np.array([place, 1.0])))
    if curve.positive and then - now > TRAINING_LEVEL * then > 0:
        return True
    return then - now > least * curve.total_range
