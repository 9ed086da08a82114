"""Records of the choice: what the user asked for, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convcheck.table import Wanted

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, Goal, Note
    from convcheck.settings import OnRestart


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user said about columns and steps; empty where the log is to speak for itself."""

    train: tuple[str, ...] = ()
    """Names or globs of the training series; the first that matches is taken."""
    validation: tuple[str, ...] = ()
    """The same for the validation series."""
    x: tuple[str, ...] = ()
    """The same for the axis; ``record`` counts the points."""
    learning_rate: tuple[str, ...] = ()
    """The same for the learning rate."""
    gradient_norm: tuple[str, ...] = ()
    """The same for the norm of the gradient."""
    goal: Goal | None = None
    """Whether the objective is to fall or to rise; None to go by its name."""
    on_restart: OnRestart = "last"
    """Which records count where the log's counter goes back."""
    from_step: float | None = None
    """First position to look at, in the unit of the axis."""
    to_step: float | None = None
    """Last position to look at, in the unit of the axis."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One column, or sum of columns, that was chosen."""

    name: str
    """As in the log; for a sum the name of the total."""
    axis: str = ""
    """The column that its position is read from; empty for the intrinsic counter."""
    unit: AxisUnit = "step"
    """What one unit of that axis is."""
    parts: tuple[str, ...] = ()
    """The columns to add up; empty where the log holds the series itself."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the log that it is made from."""
        return self.parts or (self.name,)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen among a source's columns, and why the others were not."""

    picks: Mapping[str, Pick]
    """By role: ``train``, ``validation``, ``learning_rate``, ``gradient_norm``, ``epoch``, ..."""
    goal: Goal
    """Whether the objective is to fall or to rise."""
    axis: str
    """The column that the run is counted in; empty for the intrinsic counter."""
    unit: AxisUnit
    """What one unit of it is."""
    resets: bool = False
    """Whether that counter starts over at every epoch by its nature."""
    rejected: Mapping[str, str] = field(default_factory=dict)
    """Every other column, each with the reason."""
    notes: tuple[Note, ...] = ()
    """What had to be guessed."""

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What to ask the reader for, each column once."""
        asked = {
            column: Wanted(column, pick.axis)
            for pick in self.picks.values()
            for column in pick.columns
        }
        return tuple(asked.values())
