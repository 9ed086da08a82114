"""Make a run of the loss table: one axis, restarts settled, cut to the steps asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from convcheck.errors import InputError, NoObjective
from convcheck.model import Note, Run, Series
from convcheck.series._align import align
from convcheck.series._axis import refuse_what_falls
from convcheck.series._columns import added, at_records, moved, only_placed, take
from convcheck.series._hidden_zeros import without_hidden_zeros
from convcheck.series._positions import Positioned, position
from convcheck.series._restarts import Settled, settle
from convcheck.series._unmeasured import without_unmeasured
from convcheck.wording import often

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, BoolArray, Source
    from convcheck.series._selection import Choice, Selection
    from convcheck.table import Catalog, Column, LossTable

OBJECTIVES = ("train", "validation")
"""The roles that a verdict can be about, in order of preference."""


class _WithNotes(Protocol):
    """Whatever had something to say on the way from the log to the run."""

    @property
    def notes(self) -> Sequence[Note]:
        """What it had to do."""


@dataclass(slots=True)
class _Work:
    """What the building of one run passes from step to step."""

    selection: Selection
    columns: dict[str, Column]
    source: Source
    choice: Choice
    notes: list[Note] = field(default_factory=list)


def build(
    selection: Selection, table: LossTable, source: Source, catalog: Catalog, choice: Choice
) -> Run:
    """Return the run; see :func:`convcheck.series.build`."""
    columns = _columns(selection, table, catalog.intrinsic_axis)
    columns, unmeasured = without_unmeasured(columns)
    columns, hidden = without_hidden_zeros(columns)
    work = _Work(selection, columns, source, choice, [*unmeasured, *hidden])
    role = _objective_role(work)
    if choice.x:
        refuse_what_falls(columns[role].x, selection.picks[role].axis)
    placed = position(
        columns[role],
        columns.get("epoch"),
        selection.picks[role],
        selection.resets,
        choice.on_restart,
    )
    settled = settle(placed.column.x, choice.on_restart)
    objective = _series(role, take(placed.column, settled.kept))
    _report(settled, placed, objective, work)
    series = {role: objective}
    series.update(_others(role, objective, placed, settled, work))
    extras = {**catalog.extras, **table.extras, **_epoch_length(series.get("epoch"), objective)}
    series = _cut(series, work)
    if not len(series[role]):
        raise NoObjective(
            f"{objective.name!r} has no point in the steps asked for",
            f"it goes from {objective.step[0]:g} to {objective.step[-1]:g}",
            path=source.path,
        )
    return Run(
        id=source.run or PurePath(source.path).name or source.path,
        path=source.path,
        format=source.format,
        logger=catalog.logger,
        files=source.files,
        axis=placed.axis,
        goal=selection.goal,
        objective=series[role],
        series=series,
        rejected=selection.rejected,
        restarts=settled.restarts,
        notes=_joined(source, catalog, selection, table, placed, work),
        extras=extras,
    )


def _columns(selection: Selection, table: LossTable, intrinsic: bool) -> dict[str, Column]:
    """Return the table's columns by role, sums added up; roles without a value are left out."""
    found = {}
    for role, pick in selection.picks.items():
        parts = [table.columns[name] for name in pick.columns if name in table.columns]
        if not parts or not all(len(part) for part in parts):
            continue
        column = added(pick.name, parts, intrinsic) if pick.parts else parts[0]
        if len(column):
            found[role] = column
    return found


def _objective_role(work: _Work) -> str:
    """Return the role that the run is about, and drop a validation that is never a number.

    Raises NoObjective where neither has a value.
    """
    columns, picks = work.columns, work.selection.picks
    validation = columns.get("validation")
    if validation is not None and "train" in columns and not np.isfinite(validation.value).any():
        del columns["validation"]
        message = f"{validation.name!r} is never a finite number and was left out"
        work.notes.append(
            Note("validation-never-finite", message, len(validation), validation.name)
        )
    role = next((role for role in OBJECTIVES if role in columns), None)
    if role is None:
        names = [repr(picks[role].name) for role in OBJECTIVES if role in picks]
        has = "has" if len(names) == 1 else "have"
        hint = "name another with --train NAME" if columns else "nothing was logged yet"
        raise NoObjective(f"{' and '.join(names)} {has} no values", hint, path=work.source.path)
    if role == "validation":
        message = f"no training series: the verdict is about {columns[role].name!r}"
        work.notes.append(Note("validation-objective", message, where=columns[role].name))
    return role


def _others(
    role: str, objective: Series, placed: Positioned, settled: Settled, work: _Work
) -> dict[str, Series]:
    """Return the other series on the objective's axis."""
    pending = {other: column for other, column in work.columns.items() if other != role}
    ready = {
        other: _settled(other, column, placed, settled, work) for other, column in pending.items()
    }
    epoch = ready.pop("epoch", None)
    found = {} if epoch is None or not len(epoch) else {"epoch": epoch}
    for other, series in ready.items():
        unit: AxisUnit = work.selection.picks[other].unit if placed.own else placed.axis.unit
        aligned, note = align(series, unit, objective, placed.axis.unit, found.get("epoch"))
        if note is not None:
            work.notes.append(note)
        if aligned is not None and len(aligned):
            found[other] = aligned
    return found


def _settled(
    role: str, column: Column, placed: Positioned, settled: Settled, work: _Work
) -> Series:
    """Return one further series with its own and the objective's restarts settled."""
    if not placed.own:
        column = moved(column, at_records(column, placed.column))
    column = only_placed(column)
    same_axis = not placed.own or work.selection.picks[role].axis == work.selection.axis
    one_stream = len(set(work.source.splits.values())) <= 1
    if settled.restarts and same_axis and one_stream and work.choice.on_restart == "last":
        column = take(column, ~_abandoned(column, placed.column, settled))
    return _series(role, take(column, settle(column.x, work.choice.on_restart).kept))


def _abandoned(column: Column, objective: Column, settled: Settled) -> BoolArray:
    """Return which points lie on a branch that the objective left behind at a restart."""
    records, steps = objective.record[settled.returns], objective.x[settled.returns]
    least_after = np.append(np.minimum.accumulate(steps[::-1])[::-1], np.inf)
    return np.asarray(column.x >= least_after[np.searchsorted(records, column.record, "right")])


def _series(role: str, column: Column) -> Series:
    return Series(column.name, role, column.x, column.value, column.time)


def _report(settled: Settled, placed: Positioned, objective: Series, work: _Work) -> None:
    """Note what settling did.

    Raises InputError where the counter goes back and the user forbade that.
    """
    name, axis = placed.column.name, placed.axis.name
    back = len(settled.returns)
    if back and work.choice.on_restart == "error":
        raise InputError(
            f"{axis!r} goes back {often(back)}",
            "--on-restart last keeps what was logged last",
            path=work.source.path,
        )
    if settled.runs > 1:
        which = "last" if work.choice.on_restart == "last" else "first"
        message = (
            f"the log holds {settled.runs} runs one after the other: the {which} is analyzed; "
            "if it is one run whose counter starts over, --x record joins it"
        )
        work.notes.append(Note("several-runs", message, settled.runs, name))
    elif back:
        lost = len(placed.column) - len(objective)
        were = "point was" if lost == 1 else "points were"
        message = f"{axis!r} goes back {often(back)}: {lost} {were} replaced or left out"
        work.notes.append(Note("restarts", message, back, name))
    elif settled.repeated:
        message = f"several values at one {axis!r}: the last of each is taken"
        work.notes.append(Note("repeated-steps", message, settled.repeated, name))
    if settled.late:
        message = f"points written out of order were sorted by {axis!r}"
        work.notes.append(Note("late-records", message, settled.late, name))


def _joined(*stages: _WithNotes) -> tuple[Note, ...]:
    """Return the notes of all stages, each once: survey and read may have to say the same."""
    return tuple(dict.fromkeys(note for stage in stages for note in stage.notes))


def _epoch_length(epoch: Series | None, objective: Series) -> Mapping[str, Any]:
    """Return the steps that an epoch holds, where the log has both counters."""
    if epoch is None or len(epoch) < 2 or not len(objective):
        return {}
    finite = epoch.finite
    value, step = epoch.value[finite], epoch.step[finite]
    if len(value) < 2 or value[-1] <= value[0]:
        return {}
    if (value == np.floor(value)).all():
        # From the beginning of the first epoch to that of the last: the last may be cut short.
        begins = np.append(True, np.diff(value) > 0)
        value, step = value[begins], step[begins]
    length = float((step[-1] - step[0]) / (value[-1] - value[0]))
    return {"steps_per_epoch": length} if length > 0 else {}


def _cut(series: dict[str, Series], work: _Work) -> dict[str, Series]:
    """Return the part between the first and the last step asked for."""
    first, last = work.choice.from_step, work.choice.to_step
    if first is None and last is None:
        return series
    return {role: _between(each, first, last) for role, each in series.items()}


def _between(series: Series, first: float | None, last: float | None) -> Series:
    begin = 0 if first is None else int(np.searchsorted(series.step, first, "left"))
    end = len(series) if last is None else int(np.searchsorted(series.step, last, "right"))
    time = None if series.time is None else series.time[begin:end]
    return replace(series, step=series.step[begin:end], value=series.value[begin:end], time=time)
