"""Words for a series that is to fall, a loss, and for one that is to rise, a score or a reward.

Curves are held so that falling is good; whoever tells of them turns the words back. Messages name
the words that depend on the direction as facts: "the {what} {rose} from ...".
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
    "drop": "drop",
    "rose": "rose",
    "risen": "risen",
    "up": "up",
    "highest": "highest",
    "above": "above",
    "beneath": "below",
    "lower": "lower",
}
"""Each word as it is said of a loss."""

OF_A_SCORE: Mapping[str, str] = {
    "what": "score",
    "fell": "rose",
    "falling": "rising",
    "descent": "rise",
    "drop": "rise",
    "rose": "fell",
    "risen": "fallen",
    "up": "down",
    "highest": "deepest",
    "above": "below",
    "beneath": "above",
    "lower": "higher",
}
"""The same where more is better."""

_TURNED: tuple[tuple[str, str], ...] = (
    (r"it fell from (\S+) to (\S+) and rests there, [^)]*", r"it rose from -\1 to -\2"),
    (r"it fell from (\S+) to (\S+),", r"it rose from -\1 to -\2,"),
    (
        r"it came down to (\S+) by (\S+), but lost that again and stands at (\S+)",
        r"it came up to -\1 by \2, but lost that again and stands at -\3",
    ),
    (r"the loss stays at [\d.]+ = ln .* classes", "it stays where it began"),
    (r"the validation loss", "validation"),
    (r"\bthe loss\b", "the {what}"),
    (r"\bfalling\b", "rising"),
    (r"\bit fell\b", "it rose"),
    (r"\bit came down\b", "it came up"),
    (r"\bdescent\b|\bdrop\b|\bfall\b", "rise"),
    (r"\blower\b", "higher"),
    (r"above its lowest", "below its highest"),
)
"""What the reasons for a verdict say of a loss, and what it is for a score. Levels are told only of
losses above zero, which are scores below it."""


def noun(run: Run) -> str:
    """Return what the objective is called: a loss, a score, or a reward where its name says so."""
    words = {*re.split(r"[^a-z]+", run.objective.name.lower())}
    if run.goal == "max" and words & REWARD_WORDS:
        return "reward"
    return words_of(run.goal)["what"]


def direction_words(run: Run) -> dict[str, str]:
    """Return the words for the objective of a run, by what they are for a loss."""
    return {**words_of(run.goal), "what": noun(run)}


def turned(reason: str, run: Run) -> str:
    """Return the reason for a verdict, which speaks of a loss, in the words of the objective."""
    if run.goal == "min":
        return reason
    for said, instead in _TURNED:
        reason = re.sub(said, instead.replace("{what}", noun(run)), reason)
    return reason


def goal_of(role: str, goal: Goal) -> Goal:
    """Return whether a series is to fall or to rise: an accuracy rises beside any objective."""
    return "max" if role.endswith("accuracy") else goal


def words_of(goal: Goal) -> Mapping[str, str]:
    """Return the words for what is to fall or to rise, by what they are for a loss."""
    return OF_A_LOSS if goal == "min" else OF_A_SCORE
