"""What a rule needs of a log, and how to say that it is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from convcheck.curve_profile import FEWEST_POINTS
from convcheck.name_words import same_unit

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.rule import Need, Rule

FEWEST_EVALUATIONS = 4
"""Fewer points of a validation series show neither a best nor a trend."""


def missing(rule: Rule, profile: Profile) -> str:
    """Return what the log lacks for a rule, in words; empty where it has all."""
    for need in rule.needs:
        has, why = NEEDS[need]
        if not has(profile):
            return why
    return ""


def _has(role: str, fewest: int = 2) -> Callable[[Profile], bool]:
    def check(profile: Profile) -> bool:
        series = profile.run.series.get(role)
        return series is not None and int(series.finite.sum()) >= fewest

    return check


def _validation(profile: Profile) -> bool:
    curve = profile.validation
    return curve is not None and len(curve) >= FEWEST_EVALUATIONS


def _one_unit(profile: Profile) -> bool:
    validation = profile.run.validation
    return validation is None or same_unit(profile.run.objective.name, validation.name)


NEEDS: Mapping[Need, tuple[Callable[[Profile], bool], str]] = {
    "points": (lambda p: p.objective.enough, f"fewer than {FEWEST_POINTS} finite points"),
    "zero": (
        lambda p: p.objective.positive,
        "the loss is not above zero throughout, so shares mean nothing",
    ),
    "train": (lambda p: p.run.objective.role == "train", "no training series"),
    "validation": (_validation, f"no validation series of {FEWEST_EVALUATIONS} points or more"),
    "one_unit": (_one_unit, "validation is told in another unit than the training loss"),
    "learning_rate": (_has("learning_rate"), "no learning rate was logged"),
    "gradient_norm": (_has("gradient_norm"), "no gradient norm was logged"),
    "loss_scale": (_has("loss_scale"), "no loss scale was logged"),
    "epoch": (
        lambda p: bool(p.facts.get("epoch_length")),
        "how many steps an epoch has is not known",
    ),
}
"""Each need with its test, and what to say where it fails."""
