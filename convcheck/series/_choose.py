"""Choose the columns that a run is made of, and say why the others are not.

The order of decision: what the user named, what the logger's layout proves, whole names, words;
then the only column with "loss" in its name; then, where there is no loss or the log is of
reinforcement learning, a reward or score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.errors import NoObjective
from convcheck.model import Note
from convcheck.series import _candidates as candidates
from convcheck.series._axis import UNCOUNTED, Counter, choose_axis
from convcheck.series._named import resolve
from convcheck.series._names import parse
from convcheck.series._objective import TRAINING, VALIDATING, Objective, find_objective
from convcheck.series._reasons import why_rejected
from convcheck.series._selection import Choice, Pick, Selection
from convcheck.series._totals import missing_totals

if TYPE_CHECKING:
    from convcheck.table import Catalog, Entry

COLUMNS_SHOWN = 20
"""Columns that the error lists where none is a loss; a screen's worth."""

NO_COUNTER = Note(
    "no-counter", "no column counts steps or epochs: the points are counted one by one"
)


def choose(catalog: Catalog, choice: Choice | None = None) -> Selection:
    """Choose the columns of a run from a catalog.

    Raises UsageError where an option names a column that is not there, and NoObjective where
    no column is a loss or a score.
    """
    choice = choice or Choice()
    catalog = replace(catalog, entries=catalog.entries + missing_totals(catalog.entries))
    objective = find_objective(catalog.entries, choice)
    if objective.entry is None:
        raise NoObjective("no column is a loss or a score", _what_to_do(catalog))
    counter = choose_axis(catalog, choice.x, objective.entry)
    uncounted = counter == UNCOUNTED and not (choice.x or catalog.intrinsic_axis)
    picks = {
        role: _pick(entry, counter, catalog, choice)
        for role, entry in (("train", objective.train), ("validation", objective.validation))
        if entry is not None
    }
    for role, entry in _further(catalog.entries, choice, objective, counter).items():
        picks[role] = _pick(entry, counter, catalog, choice)
    return Selection(
        picks=picks,
        goal=choice.goal or objective.goal,
        axis=counter.name,
        unit=counter.unit,
        resets=counter.resets,
        rejected=why_rejected(catalog.entries, picks, counter.name, objective.goal),
        notes=(*objective.notes, *([NO_COUNTER] if uncounted else [])),
    )


def _further(
    entries: Sequence[Entry], choice: Choice, objective: Objective, counter: Counter
) -> dict[str, Entry]:
    """Return what else is worth reading, by role."""
    taken = [entry.name for entry in (objective.train, objective.validation) if entry]
    free = [entry for entry in entries if entry.name not in (*taken, counter.name)]
    norms = candidates.by_table(free, roles.GRADIENT_NORM, "gradient_norm")
    found = {
        "learning_rate": resolve("--lr", choice.learning_rate, entries)
        or _first(candidates.learning_rates(free)),
        "gradient_norm": resolve("--grad-norm", choice.gradient_norm, entries)
        or _first(norms or candidates.by_word(free, "grad", "norm")),
        "loss_scale": _first(candidates.by_table(free, roles.LOSS_SCALE, "loss_scale")),
        "epoch": _first(candidates.by_table(free, roles.EPOCH, "epoch")),
    }
    if objective.goal == "min":
        found["accuracy"] = _accuracy(free, TRAINING)
        found["validation_accuracy"] = _accuracy(free, VALIDATING)
    return {role: entry for role, entry in found.items() if entry is not None}


def _accuracy(entries: Sequence[Entry], splits: Sequence[str]) -> Entry | None:
    found = candidates.scores(entries, splits)
    return next((entry for entry in found if parse(entry.name).score in (0, 1, 2)), None)


def _pick(entry: Entry, counter: Counter, catalog: Catalog, choice: Choice) -> Pick:
    """Return the pick on the axis that the layout proves it to have, else on the common one."""
    if catalog.intrinsic_axis:
        keras = parse(entry.name).core[:1] == ("epoch",) and counter.unit != "record"
        unit = entry.unit or ("epoch" if keras and entry.name != "epoch" else counter.unit)
        return Pick(entry.name, "", unit, entry.parts)
    if entry.axis and entry.axis != counter.name and not choice.x:
        return Pick(entry.name, entry.axis, entry.unit or counter.unit, entry.parts)
    return Pick(entry.name, counter.name, counter.unit, entry.parts)


def _what_to_do(catalog: Catalog) -> str:
    """Return the columns to choose from, and what kept others from being one of them."""
    noted = [note.message for note in catalog.notes]
    texts = [f"{e.name!r} holds text, not numbers" for e in catalog.entries if _is_text_loss(e)]
    texts = [text for text in texts if not any(each.startswith(text) for each in noted)]
    return "; ".join([_columns(catalog.entries), *texts[:COLUMNS_SHOWN], *noted])


def _columns(entries: Sequence[Entry]) -> str:
    names = [entry.name for entry in entries if entry.numeric]
    if not names:
        return "it holds no column of numbers"
    more = f" and {len(names) - COLUMNS_SHOWN} more" if len(names) > COLUMNS_SHOWN else ""
    return f"name the loss with --train NAME; columns: {', '.join(names[:COLUMNS_SHOWN])}{more}"


def _is_text_loss(entry: Entry) -> bool:
    return not entry.numeric and parse(entry.name).quantity is not None


def _first(entries: Sequence[Entry]) -> Entry | None:
    return entries[0] if entries else None
