"""CC309: nearly all of the fall came after a long plateau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC309",
    name="late-drop",
    severity="info",
    summary="The loss sat on a plateau for long before it fell.",
    message="at a third of the run only {gained:percent} of the {descent} had come; the {drop} "
    "came near {unit} {at:step}",
    why="A rule that stops runs after a plateau would have stopped this one too early; and a start "
    "that can be shortened saves its steps.",
    how="The fitted curve had come down by less than a limit at a third of the run, in a run that "
    "learned.",
    when_wrong="A warm-up that lasts a third of the run is a plateau by design.",
    causes=(
        Cause("rate-not-set", "the rate rose late", needs=("warms_up",)),
        Cause("badly-scaled-initialisation", "weights near zero leave a saddle slowly"),
        Cause("symmetric-initialisation", "units must part first"),
        Cause("learning-rate-too-small", "the saddle is left at a speed set by the rate"),
        Cause("phase-of-training", "such models learn in phases"),
        Cause("inputs-not-normalised", "it begins with learning the scale"),
    ),
    remedies=(
        Remedy("initialise larger: variance 2 / fan-in for ReLU", "badly-scaled-initialisation"),
        Remedy("shorten the warm-up", "rate-not-set", unless=("boosted",)),
        Remedy("scale inputs and targets to mean 0 and deviation 1", "inputs-not-normalised"),
        Remedy(
            "raise the learning rate from {rate:rate} to {rate_threefold:rate}",
            "learning-rate-too-small",
        ),
        Remedy("give every stopping rule a patience of more than {plateau:step} {unit}s"),
    ),
    references=(
        "Saxe, McClelland, Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014",
    ),
    limits=(
        Limit(
            "gained",
            0.15,
            "share of the fall",
            "a straight line has come down by a third at this place, any decay by more",
            "labelled trainings: the same definition on their noise-free curve",
        ),
    ),
    fires=(
        Example("sigmoid", {"middle": 0.55}, "a saddle, then a fall"),
        Example("plateau_then_drop", {"at": 0.5}, "a plateau, then a fall"),
        Example("plateau_then_drop", {"at": 0.5, "shift": -10.0}, "below zero"),
    ),
    silent=(
        Example("exponential", {}, "falls at once"),
        Example("linear_ramp", {}, "falls evenly"),
        Example("flat", {}, "never falls"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Compare the level at a third of the run with both ends."""
    import numpy as np

    if profile.decision.verdict not in (Verdict.CONVERGED, Verdict.IMPROVING):
        return ()
    curve = profile.objective.contained  # the way back from an explosion is no drop that came late
    place, level = curve.blocks.place, curve.isotonic
    start, third, end = (float(each) for each in np.interp([0.0, 1 / 3, 1.0], place, level))
    fall = start - end
    if fall <= 0 or fall < 3.0 * curve.end_error or (start - third) >= limits["gained"] * fall:
        return ()
    half = place[int(np.argmax(level <= start - 0.5 * fall))]
    at = curve.logged_step(float(half))
    values = {
        "gained": (start - third) / fall,
        "at": at,
        "plateau": at - float(curve.step[0]),
    }
    return (Evidence(Span(float(curve.step[0]), at), values),)
