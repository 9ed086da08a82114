"""CC105: another column could have been meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.name_words import normalise
from convcheck.noted import is_noted
from convcheck.rule import Cause, Evidence, Example, Remedy, Rule

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC105",
    name="ambiguous-series",
    severity="info",
    summary="More than one column could be the loss; one was chosen.",
    message="{chosen} was taken for the {what}; {others} could have been meant",
    why="A verdict about the wrong column is worth nothing.",
    how="The choice had to be guessed, or a column was turned down only because another was "
    "preferred to it.",
    when_wrong="Where the first column is the total and the others are parts or duplicates whose "
    "names do not say so, the choice is right.",
    causes=(Cause("logging-mistake", "names that do not say which split or quantity they are"),),
    remedies=(
        Remedy("say which column is meant: --train NAME and --val NAME"),
        Remedy("log under names that tell: train/loss and val/loss"),
    ),
    needs=(),
    fires=(
        Example(
            "exponential",
            {"rejected": {"loss_2": "'loss' was preferred"}},
            "two columns named like a loss",
        ),
        Example("exponential", {"notes": ("guessed-objective",)}, "the choice was a guess"),
    ),
    silent=(
        Example("exponential", {}, "one loss"),
        Example("exponential", {"rejected": {"acc": "a score"}}, "the other is no loss"),
        Example(
            "exponential",
            {"rejected": {"rmse": "'loss' was preferred"}},
            "the same quantity in another unit",
        ),
        Example("exponential", {"rejected": {"ppl": "'loss' was preferred"}}, "what it comes to"),
        Example("exponential", {"rejected": {"loss_ce": "'loss' was preferred"}}, "a part of it"),
    ),
)

MOST_NAMED = 3
"""Columns that are named; the inspection lists all."""
UNITS = frozenset({"loss", "error", "mse", "rmse", "mae", "rms", "l1", "l2"})
"""Words of a name that say in which unit an error is told, not of what it is."""
LOSSES = re.compile("loss", re.IGNORECASE)
"""What stands back behind a score does so for a reason that the report gives: the user named the
score, or the log is of reinforcement learning, where losses tell nothing, and a note says that."""
AVERAGES = roles.GRAIN_WORDS | {"average", "avg", "mean", "running"}
"""Words of a name that say over what a quantity was taken, not of what it is."""
REWARDS = "rewards"
"""What TRL heads the rewards with whose sum is the reward, each under the name of its function."""
PREFERRED = "was preferred"
"""How the choice words a column that stood back behind another."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Name the columns that stood back."""
    run = profile.run
    name = repr(run.objective.name)
    rivals = [
        column
        for column, why in run.rejected.items()
        if why.endswith(PREFERRED)
        and why.startswith(name)
        and not _is_known_for_another(column, run.objective.name)
        and not (run.goal == "max" and LOSSES.search(column))
    ]
    guessed = is_noted(run.notes, "guessed-objective")
    if not rivals and not guessed:
        return ()
    shown = ", ".join(repr(column) for column in rivals[:MOST_NAMED])
    more = len(rivals) - MOST_NAMED
    others = (shown + (f" and {more} more" if more > 0 else "")) or "another column"
    values = {"chosen": name, "others": others, "rivals": len(rivals), "guessed": guessed}
    return (Evidence(None, values),)


def _is_known_for_another(column: str, chosen: str) -> bool:
    """Return whether its name alone says that a column is not what was looked for."""
    words, others = ({*normalise(name).split()} for name in (column, chosen))
    return any(says(words, others) for says in (_in_another_unit, _averaged, _part, _outcome))


def _in_another_unit(words: set[str], others: set[str]) -> bool:
    """Return whether two names differ in the unit, and in the unit alone: ``rmse`` and ``loss``."""
    beside_the_point = roles.GRAIN_WORDS | roles.TRAIN_WORDS
    told, instead = words - others - beside_the_point, others - words - beside_the_point
    return bool(told and instead) and UNITS.issuperset(told | instead)


def _averaged(words: set[str], others: set[str]) -> bool:
    """Return whether a name tells of the same over more values: ``average loss`` and ``loss``."""
    beside_the_point = AVERAGES | roles.TRAIN_WORDS
    return bool(words & AVERAGES) and words - beside_the_point == others - beside_the_point


def _part(words: set[str], others: set[str]) -> bool:
    """Return whether a name tells of a term: ``loss_ce`` beside ``loss``, or a reward of several.

    A loss that also names its formula is that term of the total, or all of it.
    """
    loss, formula, error, _ = roles.QUANTITIES
    if words & others & roles.REWARD_WORDS:
        return REWARDS in words and REWARDS not in others
    said = words - others - roles.TRAIN_WORDS - roles.PLAIN_WORDS
    return bool(words & others & loss and said) and said <= formula | error


def _outcome(words: set[str], others: set[str]) -> bool:
    """Return whether a name tells what a model makes of its loss: ``ppl``, ``wer``, ``fid``."""
    loss, formula, _, errors = roles.QUANTITIES
    outcomes = errors - UNITS
    return bool(words & outcomes) and not others & outcomes and not words & (loss | formula)
