"""CC407: validation lost for good what it had gained, though training held it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.noted import is_noted
from convcheck.roles import ADVERSARIAL
from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.wording import percent, step

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import BoolArray
    from convcheck.profile import Profile

RULE = Rule(
    code="CC407",
    name="validation-collapse",
    severity="warning",
    summary="Validation lost more than half of what it had gained, and training did not.",
    message="validation was best near {unit} {best_step:step} ({best:loss}); {since}, and ended "
    "at {ended}: it lost {how_much} that it had gained, and training did not",
    why="The last checkpoint is worth far less than an earlier one, and the training loss does not "
    "show it.",
    how="To the end of the log validation stayed above its best by more than a share of its fall "
    "and far beyond its noise, for longer than ever since it had been low. Training kept most "
    "of what it had learned; where it fell meanwhile, that is overfitting.",
    when_wrong="A validation set, a metric or a way of evaluating that was changed on purpose "
    "makes another level, and no worse model.",
    causes=(
        Cause("evaluation-differs", "it leapt between two evaluations", needs=("sudden",)),
        Cause("data-changed", "other data, or other preprocessing", needs=("sudden",)),
        Cause("missing-regularisation", "weights grow where training does not punish it"),
        Cause("too-little-data", "it grows ever surer of examples that it knows"),
        Cause("evaluation-differs", "running statistics of normalisation layers went astray"),
        Cause("data-changed", "other data, or other preprocessing"),
        Cause("numeric-overflow", "a few examples with enormous losses"),
    ),
    remedies=(
        Remedy("keep the checkpoint of about {unit} {best_step:step}, not the last"),
        Remedy(
            "evaluate the checkpoints from before and after {unit} {onset:step} once more, on the "
            "same data and in the same way"
        ),
        Remedy(
            "check the running statistics of normalisation layers, and the batches that are "
            "evaluated, from {unit} {onset:step} on",
            "evaluation-differs",
            unless=("boosted",),
        ),
        Remedy(
            "see what changed in the validation data at {unit} {onset:step}",
            "data-changed",
            needs=("sudden",),
        ),
        Remedy(
            "add weight decay or dropout",
            "missing-regularisation",
            unless=(
                "boosted",
                "sudden",
            ),
        ),
    ),
    limits=(
        Limit(
            "lost",
            0.5,
            "share of validation's fall",
            "who lost more than half has not kept what was learned",
            "the share from which a training loss has diverged, by definition",
        ),
        Limit(
            "level",
            0.05,
            "share of the best level",
            "a rise that is small against the level does not matter to anybody",
            "as for overfitting; skipped where the loss is not above zero",
        ),
        Limit(
            "noise",
            6.0,
            "standard deviations of one value",
            "noise does not stay so far away for three evaluations",
            "the distance at which last points break away from all before them",
        ),
        Limit(
            "longer",
            2.0,
            "times the longest such rise before",
            "what has come down before may come down again",
            "a validation that leaps up and down is noisy, and has another rule",
        ),
    ),
    needs=("points", "train", "validation"),
    yields_to=("CC201", "CC202", "CC301", "CC306", "CC401"),
    fires=(
        Example("exponential", {"validation": "collapses"}, "leaps up at four fifths of the run"),
        Example(
            "overfitting",
            {"onset": 0.6, "rise": 1.5, "time_constant": 0.03},
            "creeps up, long after training has settled",
        ),
    ),
    silent=(
        Example("generalizing", {}, "falls and stays"),
        Example("double_descent", {}, "turns up and comes down again"),
        Example("exponential", {"validation": "noisy"}, "leaps up and down"),
        Example("overfitting", {"rise": 0.3}, "loses a third of its fall"),
    ),
)

FEWEST_EVALUATIONS = 8
"""Points of validation below which none of them is known to be low."""
LASTING = 3
"""Evaluations, at least, that stayed up: one or two may be spikes at the end."""
LASTING_SHARE = 0.01
"""The same as a share of all evaluations."""
LEARNED = 0.04
"""Share of its level that validation must have fallen by: less is not known to be learning."""
LOST = (Verdict.DIVERGED, Verdict.STUCK)
"""Verdicts of trainings that hold nothing which validation could lose alone."""
NEARLY_ALL = 0.995
"""Share of the fall that is told as all of it."""
SUDDEN = 0.5
"""Share of the rise that came from one evaluation to the next where it was a leap."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold where validation stayed in the end against its best, its fall and its noise."""
    import numpy as np

    from convcheck.told_best import kept_at
    from convcheck.told_levels import end_level, end_points, lost_again, told_end
    from convcheck.told_validation import fall_of_validation, is_filled_in

    validation, curve = profile.validation, profile.objective
    likeliest = profile.decision.leaning or profile.decision.verdict
    if validation is None or likeliest in LOST:
        return ()
    if is_noted(profile.run.notes, ADVERSARIAL) or lost_again(curve):
        return ()
    turn = validation.upturn
    if len(validation) < FEWEST_EVALUATIONS or is_filled_in(validation, turn.lowest):
        return ()
    fall, end = fall_of_validation(validation, curve), end_level(validation.loss)
    stayed = _stayed(validation.loss > turn.lowest + limits["lost"] * fall, limits["longer"])
    if not stayed or not _is_worse(validation, end, fall, limits):
        return ()
    first = len(validation) - stayed
    leap = float(np.diff(validation.loss)[max(first - 2, 0) : first].max())
    sudden = leap > SUDDEN * (end - turn.lowest)
    onset, lost = float(validation.step[first]), (end - turn.lowest) / fall
    values = {
        "best": profile.sign * turn.lowest,
        "best_step": float(validation.step[kept_at(validation)]),
        "end": profile.sign * end,
        "ended": told_end(validation.loss, end_points(validation.loss), profile.sign),
        "onset": onset,
        "lost": lost,
        "how_much": "all" if lost >= NEARLY_ALL else f"{percent(lost)} of all",
        "sudden": sudden,
        "since": _since(profile, onset, sudden),
    }
    return (Evidence(Span(onset, float(validation.step[-1])), values, "validation"),)


def _stayed(high: BoolArray, longer: float) -> int:
    """Count the last evaluations that are all high; none where others were so for nearly as long.

    ``high`` has shape (n,). What was high before the first low one was not lost yet.
    """
    import numpy as np

    low = np.flatnonzero(~high)
    if len(low) == 0:
        return 0
    stayed = len(high) - 1 - int(low[-1])
    before = int(np.diff(low).max(initial=1)) - 1
    enough = max(LASTING, LASTING_SHARE * len(high), longer * before)
    return stayed if stayed >= enough else 0


def _is_worse(
    validation: CurveProfile, end: float, fall: float, limits: Mapping[str, float]
) -> bool:
    """Return whether it ended worse than its best: by its fall, its level and its noise."""
    from convcheck.told_validation import noise_of

    turn = validation.upturn
    rise, lowest = end - turn.lowest, turn.lowest
    if validation.positive and min(rise - limits["level"] * lowest, fall - LEARNED * lowest) <= 0:
        return False
    return rise > limits["lost"] * fall > 0 and rise > limits["noise"] * noise_of(validation)


def _since(profile: Profile, onset: float, sudden: bool) -> str:
    """Say in words how it came that it stayed so far from its best."""
    facts = profile.facts
    at = f"{profile.run.axis.unit} {step(onset)}"
    return f"it leapt {facts['up']} at {at}" if sudden else f"it has {facts['risen']} since"
