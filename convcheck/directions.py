"""Words for a series that is to fall, a loss, and for one that is to rise, a score or a reward.

Curves are held so that falling is good; whoever tells of them turns the words back. Messages and
reasons name the words that depend on the direction as fields: "the {what} {rose} from ...".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from convcheck.roles import REWARD_WORDS

if TYPE_CHECKING:
    from convcheck.model import Goal, Run

OF_A_LOSS: Mapping[str, str] = {
    "what": "loss",
    "fell": "fell",
    "falling": "falling",
    "descent": "fall",
    "way_down": "descent",
    "drop": "drop",
    "rose": "rose",
    "risen": "risen",
    "up": "up",
    "down": "down",
    "highest": "highest",
    "lowest": "lowest",
    "above": "above",
    "over": "over",
    "beneath": "below",
    "lower": "lower",
    "minus": "",
    "validation": "the validation loss",
}
"""Each word as it is said of a loss; ``minus`` goes before the level of a curve above zero."""

OF_A_SCORE: Mapping[str, str] = {
    "what": "score",
    "fell": "rose",
    "falling": "rising",
    "descent": "rise",
    "way_down": "rise",
    "drop": "rise",
    "rose": "fell",
    "risen": "fallen",
    "up": "down",
    "down": "up",
    "highest": "deepest",
    "lowest": "highest",
    "above": "below",
    "over": "under",
    "beneath": "above",
    "lower": "higher",
    "minus": "-",
    "validation": "validation",
}
"""The same where more is better."""


def noun(run: Run) -> str:
    """Return what the objective is called: a loss, a score, or a reward where its name says so."""
    words = {*re.split(r"[^a-z]+", run.objective.name.lower())}
    if run.goal == "max" and words & REWARD_WORDS:
        return "reward"
    return words_of(run.goal)["what"]


def direction_words(run: Run) -> dict[str, str]:
    """Return the words for the objective of a run, by what they are for a loss."""
    return {**words_of(run.goal), "what": noun(run)}


def goal_of(role: str, goal: Goal) -> Goal:
    """Return whether a series is to fall or to rise: an accuracy rises beside any objective."""
    return "max" if role.endswith("accuracy") else goal


def words_of(goal: Goal) -> Mapping[str, str]:
    """Return the words for what is to fall or to rise, by what they are for a loss."""
    return OF_A_LOSS if goal == "min" else OF_A_SCORE
