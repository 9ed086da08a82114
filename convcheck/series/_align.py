"""Bring series that are counted in something else onto the axis of the objective."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note, Series

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, FloatArray

OTHER_UNIT = 10.0
"""Ratio of the last positions from which two series cannot be counted in the same unit."""


def align(
    series: Series, unit: AxisUnit, objective: Series, target: AxisUnit, epoch: Series | None
) -> tuple[Series | None, Note | None]:
    """Return a series on the objective's axis, and what was done to it.

    ``epoch`` holds the epoch at each step of the objective, where the log has it. None in place
    of the series where its positions cannot be told.
    """
    if not len(series) or not len(objective):
        return series, None
    ratio = _ratio(objective.step[-1], series.step[-1])
    in_epochs = unit == "epoch" != target or (
        ratio >= OTHER_UNIT and _are_epochs(series.step, epoch)
    )
    if in_epochs:
        return _from_epochs(series, objective, epoch)
    if target == "epoch" and (unit != target or ratio <= 1 / OTHER_UNIT):
        scaled = series.step * (objective.step[-1] / series.step[-1])
        return _at(series, scaled), _note(series, "steps", "by proportion")
    return series, None


def _ratio(first: float, second: float) -> float:
    return float(first / second) if first > 0 and second > 0 else 1.0


def _are_epochs(x: FloatArray, epoch: Series | None) -> bool:
    """Return whether positions look like a count of epochs: 0, 1, 2, ... or 1, 2, 3, ..."""
    if epoch is not None and len(epoch):
        return bool(abs(x[-1] - np.nanmax(epoch.value)) <= 1)
    return _stride(x) == 1


def _stride(x: FloatArray) -> float | None:
    """Return the even distance of whole positions that begin with the first epoch, else None."""
    if len(x) < 2:
        return None
    step = np.diff(x)
    even = (
        (step == step[0]).all()
        and (x == np.floor(x)).all()
        and x[0] in (0, 1, step[0], step[0] - 1)
    )
    return float(step[0]) if even else None


def _from_epochs(
    series: Series, objective: Series, epoch: Series | None
) -> tuple[Series | None, Note]:
    """Return the series at the last step of each of its epochs."""
    if epoch is not None and len(epoch) and np.isfinite(epoch.value).all():
        steps = _last_steps(series.step, epoch)
        note = _note(series, "epochs", "at the last step of each epoch")
    elif (stride := _stride(series.step)) is not None:
        before_first = -1 if series.step[0] in (0, stride - 1) else 0
        done = (series.step - before_first) / (series.step[-1] - before_first)
        steps = done * objective.step[-1]
        note = _note(series, "epochs", "by proportion")
    else:
        message = f"{series.name!r} is counted in epochs of unknown length and was left out"
        return None, Note("series-apart", message, len(series), series.name)
    return _at(series, steps), note


def _at(series: Series, steps: FloatArray) -> Series:
    """Return a series at other steps, of those that fall together the last."""
    kept = np.append(np.diff(steps) > 0, True)
    time = None if series.time is None else series.time[kept]
    return replace(series, step=steps[kept], value=series.value[kept], time=time)


def _last_steps(epochs: FloatArray, epoch: Series) -> FloatArray:
    """Return the last logged step of each epoch; one log may count from 0 and the other from 1."""
    rising = np.maximum.accumulate(epoch.value)
    from_one = epochs[0] == rising[0] + 1 and epochs[-1] == rising[-1] + 1
    index = np.searchsorted(rising, epochs - from_one, side="right") - 1
    steps: FloatArray = epoch.step[np.maximum(index, 0)]
    return steps


def _note(series: Series, unit: str, how: str) -> Note:
    message = f"{series.name!r} is counted in {unit} and was put on the common axis {how}"
    return Note("axis-converted", message, len(series), series.name)
