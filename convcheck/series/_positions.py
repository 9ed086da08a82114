"""Give the objective's points usable positions where the log's own counter is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Axis, Note
from convcheck.series._columns import moved, only_placed, take
from convcheck.series._laps import laps
from convcheck.wording import often

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray
    from convcheck.series._selection import Pick
    from convcheck.settings import OnRestart
    from convcheck.table import Column

REPEATED_SHARE = 0.5
"""Share of rows at the epoch of the row before from which epochs are too coarse an axis."""
RISING_SHARE = 0.5
"""Share of steps back with a rising epoch from which the counter starts over at each epoch. With a
counter that does not, none has: the epoch falls at a restart, or stays."""


@dataclass(frozen=True, slots=True)
class Positioned:
    """The objective on the run's axis, restarts not yet settled."""

    column: Column
    """The objective with its final positions."""
    axis: Axis
    """What they are counted in."""
    own: bool = True
    """Whether the positions are the log's own; else other series follow by their records."""
    notes: tuple[Note, ...] = ()
    """What had to be done."""


def position(
    column: Column, epoch: Column | None, pick: Pick, resets: bool, on_restart: OnRestart
) -> Positioned:
    """Return the objective on an axis that can be used.

    ``epoch`` holds the epoch of each record where the log has one beside the axis; ``resets``
    says that the axis starts over at every epoch by its nature. Laps that only the loss joins are
    restarts to who asks for the first branch, or for an error.
    """
    name, unit = pick.axis or pick.unit, pick.unit
    placed = only_placed(column)
    if unit == "record" and not pick.axis:
        return Positioned(_counted(column), Axis("record", "record"), own=False)
    if len(placed) < REPEATED_SHARE * len(column) or _stands_still(placed.x):
        return _by_record(column, name)
    notes: tuple[Note, ...] = ()
    if len(placed) < len(column):
        notes = (_note_dropped(len(column) - len(placed), name),)
        column = placed
    if unit == "epoch" and _is_coarse(column.x):
        return _within_epochs(column, name, notes)
    per_epoch = _epoch_of_each(column, epoch, resets)
    if per_epoch is not None:
        why = f"{name!r} starts over at every epoch"
        return _counted_on(column, per_epoch, _length(column.x), pick, why, notes)
    per_lap = laps(column.x, column.value) if on_restart == "last" else None
    if per_lap is not None:
        why = (
            f"{name!r} starts over {often(int(per_lap.max()))}, but {column.name!r} goes on "
            "(--on-restart first if it does not)"
        )
        return _counted_on(column, per_lap, _length(column.x[per_lap == 0]), pick, why, notes)
    return Positioned(column, Axis(name, unit, is_whole(column.x)), notes=notes)


def is_whole(x: FloatArray) -> bool:
    """Return whether every position is a whole number."""
    return bool((x == np.floor(x)).all())


def _stands_still(x: FloatArray) -> bool:
    """Return whether all points are at one step, as with ``global_step=None``."""
    return len(x) > 1 and bool((x == x[0]).all())


def _counted(column: Column) -> Column:
    return moved(column, np.arange(len(column), dtype=np.float64))


def _by_record(column: Column, name: str) -> Positioned:
    """Return the points counted one by one."""
    message = f"{name!r} gives the points no usable step: they are counted one by one"
    note = Note("no-usable-step", message, len(column), column.name)
    return Positioned(_counted(column), Axis("record", "record"), own=False, notes=(note,))


def _note_dropped(count: int, name: str) -> Note:
    return Note("no-step", f"points without a value of {name!r} were left out", count)


def _is_coarse(epoch: FloatArray) -> bool:
    repeated = np.count_nonzero(np.diff(epoch) == 0)
    return bool(len(epoch) > 1 and repeated >= REPEATED_SHARE * len(epoch))


def _within_epochs(column: Column, name: str, notes: tuple[Note, ...]) -> Positioned:
    """Return the points of all epochs counted one by one, without those of abandoned epochs."""
    x = column.x
    back = np.flatnonzero(np.diff(x) < 0) + 1
    kept = take(column, _standing(x))
    message = f"several points at each {name!r}: they are counted one by one"
    more = [Note("repeated-epochs", message, len(column), column.name)]
    if len(back):
        message = f"{name!r} goes back {often(len(back))}; points of abandoned epochs are left out"
        more.append(Note("restarts", message, len(back), column.name))
    return Positioned(_counted(kept), Axis("record", "record"), own=False, notes=(*notes, *more))


def _standing(x: FloatArray) -> BoolArray:
    """Return which points no later step back reaches; points at one epoch go together."""
    target = np.full(len(x), np.inf)
    back = np.flatnonzero(np.diff(x) < 0) + 1
    target[back] = x[back]
    least_after = np.append(np.minimum.accumulate(target[::-1])[::-1][1:], np.inf)
    return np.asarray(x < least_after)


def _epoch_of_each(column: Column, epoch: Column | None, resets: bool) -> FloatArray | None:
    """Return the epoch of each point if the counter starts over at every epoch, else None."""
    back = np.diff(column.x) < 0
    count = np.count_nonzero(back)
    if not count:
        return None
    if epoch is not None and len(epoch):
        index = np.searchsorted(epoch.record, column.record, side="right") - 1
        of_point = epoch.value[np.maximum(index, 0)]
        rising = np.count_nonzero(np.diff(of_point)[back] > 0)
        if rising >= RISING_SHARE * count and np.isfinite(of_point).all():
            return np.asarray(np.floor(of_point - of_point.min()))
    if resets:
        return np.append(0.0, np.cumsum(back))
    return None


def _length(x: FloatArray) -> float:
    """Return how long a lap is that takes these steps, or the longest: one usual stride more."""
    step = np.diff(x)
    stride = float(np.median(step[step > 0])) if (step > 0).any() else 1.0
    return float(x.max() - x.min()) + stride


def _counted_on(
    column: Column, lap: FloatArray, length: float, pick: Pick, why: str, notes: tuple[Note, ...]
) -> Positioned:
    """Return the points counted on from epoch to epoch, or from lap to lap, by this length."""
    note = Note("counter-resets", f"{why}: counted on by {length:g}", int(lap.max()), column.name)
    x = column.x + lap * length
    axis = Axis(pick.axis or pick.unit, pick.unit, is_whole(x))
    return Positioned(moved(column, x), axis, own=False, notes=(*notes, note))
