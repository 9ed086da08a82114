"""Decide which columns a run is made of, and say why the others are not.

The order of decision: what the user named, what the logger's layout proves, whole names, words;
then the only column with "loss" in its name; then, where there is no loss or the log is of
reinforcement learning, a reward or score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.errors import NoObjective
from convcheck.model import Note
from convcheck.series import _candidates as candidates
from convcheck.series._axis import Counter, choose_axis
from convcheck.series._named import resolve
from convcheck.series._names import parse
from convcheck.series._reasons import why_rejected
from convcheck.series._selection import Choice, Pick, Selection
from convcheck.series._totals import missing_totals

if TYPE_CHECKING:
    from convcheck.model import Goal
    from convcheck.table import Catalog, Entry

COLUMNS_SHOWN = 20
"""Columns that the error lists where none is a loss; a screen's worth."""


@dataclass(frozen=True, slots=True)
class _Objective:
    """The series that the verdict will be about, and its partner."""

    train: Entry | None
    validation: Entry | None
    goal: Goal
    notes: list[Note] = field(default_factory=list)

    @property
    def entry(self) -> Entry | None:
        return self.train or self.validation


def choose(catalog: Catalog, choice: Choice | None = None) -> Selection:
    """Choose the columns of a run from a catalog.

    Raises UsageError where an option names a column that is not there, and NoObjective where
    no column is a loss or a score.
    """
    choice = choice or Choice()
    catalog = replace(catalog, entries=catalog.entries + missing_totals(catalog.entries))
    objective = _objective(catalog.entries, choice)
    if objective.entry is None:
        raise NoObjective("no column is a loss or a score", _columns(catalog.entries))
    counter = choose_axis(catalog, choice.x, objective.entry)
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
        rejected=why_rejected(catalog.entries, picks, counter.name),
        notes=tuple(objective.notes),
    )


def _objective(entries: Sequence[Entry], choice: Choice) -> _Objective:
    """Decide between what was named, a loss, and a score."""
    train = resolve("--train", choice.train, entries)
    validation = resolve("--val", choice.validation, entries)
    if train is not None:
        partner = validation or _first(_partners(entries, train))
        return _Objective(train, partner, _goal_of(train))
    agent = candidates.proves_agent(entries) and validation is None
    found = _by_score(entries) if agent else _by_loss(entries, validation)
    if found.entry is None:
        found = _by_loss(entries, validation) if agent else _by_score(entries)
    elif agent and any(parse(entry.name).quantity == 0 for entry in entries):
        found.notes.append(_note_agent(found.entry))
    return found


def _by_loss(entries: Sequence[Entry], validation: Entry | None) -> _Objective:
    """Return the losses by layout, name and words."""
    notes: list[Note] = []
    choice_of_validation = validation is not None
    training = candidates.training_losses(entries)
    train = _first(training) or _only_loss(entries, notes)
    if validation is None:
        validation = _first(_validation(entries, train))
    if train is None and not choice_of_validation:
        train, validation = _numbered(entries, validation, notes)
    if train is not None:
        train = candidates.step_or_epoch(train, training, paired=validation is not None)
        _note_component(train, training, notes)
    return _Objective(train, validation, "min", notes)


def _validation(entries: Sequence[Entry], train: Entry | None) -> list[Entry]:
    """Return the validation losses without those that are zero because validation was off."""
    others = [entry for entry in entries if train is None or entry.name != train.name]
    found = candidates.validation_losses(others, train)
    varies = train is not None and not train.constant
    return [entry for entry in found if not (varies and entry.constant and entry.first == 0)]


def _partners(entries: Sequence[Entry], train: Entry) -> list[Entry]:
    """Return what validates a series that the user named: the same quantity, another split."""
    found = _validation(entries, train)
    if _goal_of(train) == "max":
        found = candidates.scores(entries, ("validation", "test"))
    core = parse(train.name).core
    same = [entry for entry in found if parse(entry.name).core == core and entry != train]
    return same or ([] if _goal_of(train) == "max" else found)


def _numbered(
    entries: Sequence[Entry], validation: Entry | None, notes: list[Note]
) -> tuple[Entry | None, Entry | None]:
    """Return the first and last of several numbered sets (XGBoost's validation_0, validation_1).

    Who gives several sets gives the training set first, as the examples of its documentation do.
    """
    if validation is None:
        return None, None
    core = [word for word in parse(validation.name).core if not word.isdigit()]
    alike = [
        entry
        for entry in candidates.validation_losses(entries, None)
        if any(word.isdigit() for word in parse(entry.name).core)
        and [word for word in parse(entry.name).core if not word.isdigit()] == core
    ]
    if len(alike) < 2 or validation.role:
        return None, validation
    first, *_, last = sorted(alike, key=lambda entry: parse(entry.name).words)
    message = f"{first.name!r}, the first of {len(alike)} sets, is taken for the training set"
    notes.append(Note("guessed-objective", message, where=first.name))
    return first, last


def _only_loss(entries: Sequence[Entry], notes: list[Note]) -> Entry | None:
    """Return the one column with "loss" somewhere in its name, where there is just one."""
    found = [
        entry
        for entry in entries
        if entry.numeric
        and "loss" in entry.name.lower()
        and parse(entry.name).quantity is None
        and not parse(entry.name).trap
        and parse(entry.name).split in ("", "train")
        and entry.role in ("", "train")
    ]
    if len(found) != 1:
        return None
    message = f"{found[0].name!r} is taken for the training loss: no other name says loss"
    notes.append(Note("guessed-objective", message, where=found[0].name))
    return found[0]


def _by_score(entries: Sequence[Entry]) -> _Objective:
    """Return a reward or score that is to rise."""
    train = _first(candidates.scores(entries, ("train", "")))
    validating = [
        entry for entry in candidates.scores(entries, ("validation", "test")) if entry != train
    ]
    if train is not None:
        core = parse(train.name).core
        validating = [entry for entry in validating if parse(entry.name).core == core]
    found = _Objective(train, _first(validating), "max")
    if found.entry is not None:
        message = f"no loss in the log: {found.entry.name!r} is analyzed, which is to rise"
        if not any(parse(entry.name).quantity == 0 for entry in entries):
            found.notes.append(Note("score-objective", message, where=found.entry.name))
    return found


def _goal_of(entry: Entry) -> Goal:
    """Return the direction by layout, then by what the name speaks of."""
    if entry.goal is not None:
        return entry.goal
    name = parse(entry.name)
    rises = name.quantity is None and (
        name.score is not None or entry in candidates.rewards([entry])
    )
    return "max" if rises else "min"


def _further(
    entries: Sequence[Entry], choice: Choice, objective: _Objective, counter: Counter
) -> dict[str, Entry]:
    """Return what else is worth reading, by role."""
    taken = [entry.name for entry in (objective.train, objective.validation) if entry]
    free = [entry for entry in entries if entry.name not in (*taken, counter.name)]
    rates = candidates.by_table(free, roles.LEARNING_RATE, "learning_rate")
    norms = candidates.by_table(free, roles.GRADIENT_NORM, "gradient_norm")
    found = {
        "learning_rate": resolve("--lr", choice.learning_rate, entries)
        or _first(rates or candidates.by_word(free, "lr")),
        "gradient_norm": resolve("--grad-norm", choice.gradient_norm, entries)
        or _first(norms or candidates.by_word(free, "grad", "norm")),
        "loss_scale": _first(candidates.by_table(free, roles.LOSS_SCALE, "loss_scale")),
        "epoch": _first(candidates.by_table(free, roles.EPOCH, "epoch")),
    }
    if objective.goal == "min":
        found["accuracy"] = _accuracy(free, ("train", ""))
        found["validation_accuracy"] = _accuracy(free, ("validation", "test"))
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


def _note_component(train: Entry, found: Sequence[Entry], notes: list[Note]) -> None:
    """Say so where only parts of a loss are in the log and one of several was taken."""
    name = parse(train.name)
    parts = [entry for entry in found if parse(entry.name).parts]
    if name.parts and not train.role and not train.parts and len(parts) > 1:
        message = f"no total loss in the log: {train.name!r} is one of {len(parts)} losses in it"
        notes.append(Note("component-loss", message, len(parts), train.name))


def _note_agent(entry: Entry) -> Note:
    message = (
        f"reinforcement learning: {entry.name!r} is analyzed, because the losses of an agent "
        "do not tell whether it learns"
    )
    return Note("reinforcement-learning", message, where=entry.name)


def _columns(entries: Sequence[Entry]) -> str:
    names = [entry.name for entry in entries if entry.numeric]
    if not names:
        return "it holds no column of numbers"
    more = f" and {len(names) - COLUMNS_SHOWN} more" if len(names) > COLUMNS_SHOWN else ""
    return f"name the loss with --train NAME; columns: {', '.join(names[:COLUMNS_SHOWN])}{more}"


def _first(entries: Sequence[Entry]) -> Entry | None:
    return entries[0] if entries else None
