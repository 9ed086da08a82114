"""Decide what the verdict will be about: what was named, a loss, or a reward or score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.errors import UsageError
from convcheck.model import Note
from convcheck.series import _candidates as candidates
from convcheck.series._agents import proves_agent
from convcheck.series._named import resolve
from convcheck.series._names import parse
from convcheck.series._sides import note_sides

if TYPE_CHECKING:
    from convcheck.model import Goal
    from convcheck.series._selection import Choice
    from convcheck.table import Entry

TRAINING, VALIDATING = ("train", ""), ("validation", "test")
"""The splits that a score of each kind may name, best first."""


@dataclass(frozen=True, slots=True)
class Objective:
    """The series that the verdict will be about, and its partner."""

    train: Entry | None = None
    """The training series."""
    validation: Entry | None = None
    """What goes with it; where there is no training series, the objective itself."""
    goal: Goal = "min"
    """Whether it is to fall or to rise."""
    notes: tuple[Note, ...] = ()
    """What had to be guessed."""

    @property
    def entry(self) -> Entry | None:
        """The series itself, if there is one."""
        return self.train or self.validation


def find_objective(entries: Sequence[Entry], choice: Choice) -> Objective:
    """Return the training and validation series, empty where the log has neither.

    Raises UsageError where an option names a column that is not there.
    """
    train = resolve("--train", choice.train, entries)
    validation = resolve("--val", choice.validation, entries)
    if train is not None:
        _refuse_two_goals(train, validation, choice)
        side = note_sides(train, entries)
        partner = validation or _partner(entries, train)
        return Objective(train, partner, _goal(train), (side,) if side else ())
    others = [entry for entry in entries if entry != validation]
    if validation is not None:
        falls = _goal(validation) == "min"
        found = _by_loss(others) if falls else _by_score(others)
        if not falls and found.train is None and not proves_agent(entries):
            _refuse_two_goals(_by_loss(others).train, validation, choice)
        return Objective(found.train, validation, _goal(validation), found.notes)
    if proves_agent(entries):
        return _by_score(entries)
    found = _by_loss(entries)
    found = found if found.entry is not None else _by_score(entries)
    return found if found.entry is not None else _by_energy(entries)


def _refuse_two_goals(train: Entry | None, validation: Entry | None, choice: Choice) -> None:
    """Raise UsageError where one series is to fall and the other, which was named, to rise."""
    if train is None or validation is None or choice.goal is not None:
        return
    if _goal(train) != _goal(validation):
        falls, rises = (train, validation) if _goal(train) == "min" else (validation, train)
        raise UsageError(
            f"--val {validation.name}: {rises.name!r} is to rise and {falls.name!r} to fall, so "
            "the one cannot validate the other",
            "leave --val out (scores beside a loss are read anyway), or name both with --train "
            "and --val, and say --goal where the names mislead",
        )


def _by_loss(entries: Sequence[Entry]) -> Objective:
    """Return the losses by layout, name and words."""
    evaluated = {entry.name for entry in entries if _is_evaluated(entry, entries)}
    training = [e for e in candidates.training_losses(entries) if e.name not in evaluated]
    if not training:
        return _only_loss(entries) or _numbered(entries)
    validation = next(iter(_validation(entries, training[0])), None)
    train = candidates.step_or_epoch(training[0], training, paired=validation is not None)
    side = note_sides(train, entries)
    notes = (side,) if side else _note_component(train, training)
    return Objective(train, validation, "min", notes)


def _is_evaluated(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Return whether a perplexity is of validation, though its name does not say so.

    Trainers log it beside the loss that they evaluated, each as often as the other.
    """
    name = parse(entry.name)
    if entry.role or name.split or entry.count is None or not roles.PERPLEXITY & {*name.words}:
        return False
    evaluated = [parse(each.name) for each in entries if each.count == entry.count]
    return any(each.quantity == 0 and each.split in VALIDATING for each in evaluated)


def _validation(entries: Sequence[Entry], train: Entry) -> list[Entry]:
    """Return the validation losses without those that are zero because validation was off."""
    others = [entry for entry in entries if entry.name != train.name]
    found = candidates.validation_losses(others, train)
    return [entry for entry in found if train.constant or not (entry.constant and entry.first == 0)]


def _only_loss(entries: Sequence[Entry]) -> Objective | None:
    """Return the one column with "loss" somewhere within a word, where there is just one."""
    found = [
        entry
        for entry in entries
        if entry.numeric and "loss" in entry.name.lower() and parse(entry.name).quantity is None
        if not parse(entry.name).trap and parse(entry.name).split in TRAINING and not entry.role
    ]
    if len(found) != 1:
        return None
    message = f"{found[0].name!r} is taken for the training loss: no other name says loss"
    note = Note("guessed-objective", message, where=found[0].name)
    return Objective(found[0], next(iter(_validation(entries, found[0])), None), notes=(note,))


def _numbered(entries: Sequence[Entry]) -> Objective:
    """Return the validation loss; of numbered sets (XGBoost's validation_0, ...) the last.

    Who gives several sets gives the training set first, as in the examples of the documentation.
    """
    found = candidates.validation_losses(entries, None)
    if not found:
        return Objective()
    core = _without_numbers(found[0])
    alike = [entry for entry in found if _without_numbers(entry) == core != parse(entry.name).core]
    if len(alike) < 2 or found[0].role:
        return Objective(validation=found[0])
    first, *_, last = sorted(alike, key=lambda entry: parse(entry.name).words)
    message = f"{first.name!r}, the first of {len(alike)} sets, is taken for the training set"
    return Objective(first, last, notes=(Note("guessed-objective", message, where=first.name),))


def _without_numbers(entry: Entry) -> tuple[str, ...]:
    return tuple(word for word in parse(entry.name).core if not word.isdigit())


def _by_score(entries: Sequence[Entry]) -> Objective:
    """Return a reward or score that is to rise."""
    train = next(iter(candidates.scores(entries, TRAINING)), None)
    validating = candidates.scores(entries, VALIDATING)
    if train is not None:
        core = parse(train.name).core
        validating = [e for e in validating if e != train and parse(e.name).core == core]
    validation = next(iter(validating), None)
    analyzed = train or validation
    if analyzed is None:
        return Objective()
    has_loss = any(parse(e.name).quantity == 0 and not parse(e.name).trap for e in entries)
    note = _note_agent(analyzed) if has_loss else _note_score(analyzed)
    return Objective(train, validation, "max", (note,))


def _by_energy(entries: Sequence[Entry]) -> Objective:
    """Return the energy of a physical system, which is to fall."""
    found = [e for e in entries if e.numeric and e.finite and parse(e.name).text in roles.ENERGIES]
    if not found:
        return Objective()
    message = f"neither loss nor score in the log: {found[0].name!r} is analyzed, which is to fall"
    return Objective(found[0], notes=(Note("guessed-objective", message, where=found[0].name),))


def _partner(entries: Sequence[Entry], train: Entry) -> Entry | None:
    """Return what validates a series that the user named: the same quantity, another split."""
    rises = _goal(train) == "max"
    found = candidates.scores(entries, VALIDATING) if rises else _validation(entries, train)
    core = parse(train.name).core
    same = [entry for entry in found if parse(entry.name).core == core and entry != train]
    return next(iter(same if rises else same or found), None)


def _goal(entry: Entry) -> Goal:
    """Return the direction by layout, then by what the name speaks of."""
    if entry.goal is not None:
        return entry.goal
    name = parse(entry.name)
    rises = name.score is not None or bool(candidates.rewards([entry]))
    return "max" if rises and name.quantity is None else "min"


def _note_component(train: Entry, found: Sequence[Entry]) -> tuple[Note, ...]:
    """Say so where only parts of a loss are in the log and one of several was taken."""
    parts = [entry for entry in found if parse(entry.name).parts]
    if not parse(train.name).parts or train.role or len(parts) < 2:
        return ()
    message = f"no total loss in the log: {train.name!r} is one of {len(parts)} losses in it"
    return (Note("component-loss", message, len(parts), train.name),)


def _note_agent(entry: Entry) -> Note:
    message = (
        f"reinforcement learning: {entry.name!r} is analyzed, because the losses of an agent "
        "do not tell whether it learns"
    )
    return Note("reinforcement-learning", message, where=entry.name)


def _note_score(entry: Entry) -> Note:
    message = f"no loss in the log: {entry.name!r} is analyzed, which is to rise"
    return Note("score-objective", message, where=entry.name)
