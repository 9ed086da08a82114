"""CC105: another column could have been meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.name_words import normalise
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
    when_wrong="Where the first column is the total and the others are its parts or duplicates, "
    "the choice is right.",
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
    ),
)

MOST_NAMED = 3
"""Columns that are named; the inspection lists all."""
UNITS = frozenset({"loss", "error", "mse", "rmse", "mae", "rms", "l1", "l2"})
"""Words of a name that say in which unit an error is told, not of what it is."""
LOSSES = re.compile("loss", re.IGNORECASE)
"""What stands back behind a score that the user named is known to do so."""
PREFERRED = "was preferred"
"""How the choice words a column that stood back behind another."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Name the columns that stood back."""
    run = profile.run
    name = repr(run.objective.name)
    named = all(note.code != "reinforcement-learning" for note in run.notes)
    rivals = [
        column
        for column, why in run.rejected.items()
        if why.endswith(PREFERRED)
        and why.startswith(name)
        and not _same_in_another_unit(column, run.objective.name)
        and not (named and run.goal == "max" and LOSSES.search(column))
    ]
    guessed = any(note.code == "guessed-objective" for note in run.notes)
    if not rivals and not guessed:
        return ()
    shown = ", ".join(repr(column) for column in rivals[:MOST_NAMED])
    more = len(rivals) - MOST_NAMED
    others = (shown + (f" and {more} more" if more > 0 else "")) or "another column"
    values = {"chosen": name, "others": others, "rivals": len(rivals), "guessed": guessed}
    return (Evidence(None, values),)


def _same_in_another_unit(column: str, chosen: str) -> bool:
    """Return whether two names differ in the unit, and in the unit alone: ``rmse`` and ``loss``."""
    words, others = ({*normalise(name).split()} for name in (column, chosen))
    beside_the_point = roles.GRAIN_WORDS | roles.TRAIN_WORDS
    told, instead = words - others - beside_the_point, others - words - beside_the_point
    return bool(told and instead) and UNITS.issuperset(told | instead)
