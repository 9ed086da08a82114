"""Say of each column that was not chosen why it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.series._names import parse

if TYPE_CHECKING:
    from convcheck.series._selection import Pick
    from convcheck.table import Entry


def why_rejected(entries: Sequence[Entry], picks: Mapping[str, Pick], axis: str) -> dict[str, str]:
    """Return name to reason, in the order of the log, for all columns that play no role."""
    used = {column for pick in picks.values() for column in (pick.name, pick.axis, *pick.parts)}
    used.add(axis)
    return {
        entry.name: _why(entry, picks)
        for entry in entries
        if entry.name not in used and not entry.parts
    }


def _why(entry: Entry, picks: Mapping[str, Pick]) -> str:
    if not entry.numeric:
        return "text, not numbers"
    if not entry.finite:
        return "never a finite number"
    name = parse(entry.name)
    if name.quantity is not None:
        return _why_not_loss(entry, picks)
    if name.score is not None or roles.REWARD_WORDS.intersection(name.words):
        return "a score" if _is_loss(picks) else f"{_objective(picks)} was preferred"
    if any(
        name.text in table for table in (roles.STEP, roles.SAMPLE, roles.EPOCH, roles.RESETTING)
    ):
        return "a counter; another is the axis"
    return "its name gives it no role"


def _why_not_loss(entry: Entry, picks: Mapping[str, Pick]) -> str:
    name = parse(entry.name)
    if name.trap:
        return name.trap
    if name.quantity == 0 and name.parts and roles.SMOOTHED_WORDS.issuperset(name.parts):
        return f"the loss of a running average ({' '.join(name.parts)})"
    if name.parts:
        return f"a part of the loss ({' '.join(name.parts)})"
    role = "validation" if name.split in ("validation", "test") else "train"
    if not _is_loss(picks):
        return f"{_objective(picks)} was preferred"
    if role in picks:
        return f"{picks[role].name!r} was preferred"
    return "constant zero: validation was off" if entry.constant else "not the objective"


def _is_loss(picks: Mapping[str, Pick]) -> bool:
    pick = picks.get("train") or picks.get("validation")
    return pick is not None and parse(pick.name).quantity is not None


def _objective(picks: Mapping[str, Pick]) -> str:
    pick = picks.get("train") or picks.get("validation")
    return repr(pick.name) if pick else "another"
