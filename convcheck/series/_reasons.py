"""Say of each column that was not chosen why it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.series._names import Name, parse

if TYPE_CHECKING:
    from convcheck.model import Goal
    from convcheck.series._selection import Pick
    from convcheck.table import Entry


def why_rejected(
    entries: Sequence[Entry], picks: Mapping[str, Pick], axis: str, goal: Goal
) -> dict[str, str]:
    """Return name to reason, in the order of the log, for all columns that play no role."""
    used = {column for pick in picks.values() for column in (pick.name, pick.axis, *pick.parts)}
    used.add(axis)
    counts = {entry.name: entry.count for entry in entries}
    return {
        entry.name: _why(entry, picks, goal, counts)
        for entry in entries
        if entry.name not in used and not entry.parts
    }


def _why(
    entry: Entry, picks: Mapping[str, Pick], goal: Goal, counts: Mapping[str, int | None]
) -> str:
    if not entry.numeric:
        return "text, not numbers"
    if not entry.finite:
        return "never a finite number"
    name = parse(entry.name)
    if name.quantity is not None:
        return _why_not_loss(entry, picks, goal, counts)
    if name.score is not None or roles.REWARD_WORDS.intersection(name.words):
        if goal == "min":
            return "a score"
        return _why_not_score(name, picks)
    if any(
        name.text in table for table in (roles.STEP, roles.SAMPLE, roles.EPOCH, roles.RESETTING)
    ):
        return "a counter; another is the axis"
    return "its name gives it no role"


def _why_not_score(name: Name, picks: Mapping[str, Pick]) -> str:
    chosen = _objective(picks)
    if name.trap and "loss" not in name.trap:
        return name.trap
    without_number = tuple(word for word in name.words if not word.isdigit())
    if name.words != without_number == parse(chosen).words:
        return f"a numbered variant of {chosen!r}"
    return f"{chosen!r} was preferred"


def _why_not_loss(
    entry: Entry, picks: Mapping[str, Pick], goal: Goal, counts: Mapping[str, int | None]
) -> str:
    name = parse(entry.name)
    if name.trap:
        return name.trap
    if name.quantity == 0 and name.parts and roles.SMOOTHED_WORDS.issuperset(name.parts):
        return f"a smoothed loss ({' '.join(name.parts)})"
    if name.parts:
        return f"a part of the loss ({' '.join(name.parts)})"
    role = "validation" if name.split in ("validation", "test") else "train"
    if goal == "max":
        return f"{_objective(picks)!r} was preferred"
    if role in picks:
        chosen = picks[role].name
        if _is_a_copy(entry, chosen, counts.get(chosen)):
            return f"the same loss as {chosen!r}, averaged or logged otherwise"
        return f"{chosen!r} was preferred"
    return "constant zero: validation was off" if entry.constant else "not the objective"


def _is_a_copy(entry: Entry, chosen: str, count: int | None) -> bool:
    """Return whether a column is what was chosen, averaged over more or less of the training.

    The names tell that, as of an epoch and of a step; or, as far as they are known, the counts.
    """
    said, other = parse(entry.name), parse(chosen)
    differing = {*said.core} ^ {*other.core}
    if (said.split or "train") != (other.split or "train") or not differing <= roles.GRAIN_WORDS:
        return False
    return bool(differing) or (None not in (entry.count, count) and entry.count != count)


def _objective(picks: Mapping[str, Pick]) -> str:
    return (picks.get("train") or picks["validation"]).name
