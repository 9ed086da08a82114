"""Choose what a run is counted in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck import roles
from convcheck.errors import UsageError
from convcheck.series._named import resolve
from convcheck.series._names import parse

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, FloatArray
    from convcheck.table import Catalog, Entry

RECORD = "record"
"""What ``--x`` calls the count of the points itself."""

COVERAGE = 0.5
"""Least share of the objective's points that a counter must reach: one that is logged more rarely
puts most points at the position of the one before."""

MOST_FALLS = 0.1
"""Share of its points at which a counter of fractions may fall: at restarts. Whole numbers may
start over as often as they like."""

_STEP_WORDS = ("step", "steps", "iteration", "iterations", "iter", "update", "updates", "timesteps")


@dataclass(frozen=True, slots=True)
class Counter:
    """A column that can serve as axis."""

    name: str
    """The column; empty for the intrinsic counter or the record number."""
    unit: AxisUnit
    """What one unit of it is."""
    resets: bool = False
    """Whether it starts over at every epoch by its nature."""


UNCOUNTED = Counter("", "record")
"""The count of the points itself."""


def choose_axis(catalog: Catalog, asked: Sequence[str], objective: Entry) -> Counter:
    """Return the counter that the objective is to be drawn over.

    Raises UsageError where ``--x`` names a column that is not there, or any column of a log
    whose values carry their own step.
    """
    if RECORD in asked and catalog.entry(RECORD) is None:
        return UNCOUNTED
    if catalog.intrinsic_axis:
        return _intrinsic(asked, objective)
    named = resolve("--x", asked, catalog.entries)
    if named is not None:
        return _of(named)
    if objective.axis:
        entry = catalog.entry(objective.axis)
        return (
            _of(entry, objective.unit)
            if entry
            else Counter(objective.axis, objective.unit or "step")
        )
    counters = [entry for entry in catalog.entries if _counts(entry, objective)]
    return _by_layout(counters) or _by_name(counters) or UNCOUNTED


def refuse_what_falls(x: FloatArray, name: str) -> None:
    """Raise UsageError where the positions that ``--x`` names, shape (n,), are no count."""
    change = np.diff(x[np.isfinite(x)])
    falls = int(np.count_nonzero(change < 0))
    if falls > MOST_FALLS * len(change) and bool((np.floor(x) != x).any()):
        raise UsageError(
            f"--x: {name!r} is no count: it falls at {falls:,} of {len(change):,} points",
            f"name a column that rises, or count the points with --x {RECORD}",
        )


def _intrinsic(asked: Sequence[str], objective: Entry) -> Counter:
    if asked and not any(parse(name).text in roles.STEP for name in asked):
        raise UsageError(
            f"--x: every value of this log carries its own step; {asked[0]!r} cannot replace it",
            f"leave it out, or count the points with --x {RECORD}",
        )
    if objective.unit is not None:
        return Counter("", objective.unit)
    core = parse(objective.name).core
    if "samples" in core:  # DeepSpeed: Train/Samples/train_loss
        return Counter("", "sample")
    # Keras names the tags that it counts in epochs epoch_loss, epoch_accuracy, ...
    return Counter("", "epoch" if core[:1] == ("epoch",) else "step")


def _counts(entry: Entry, objective: Entry) -> bool:
    """Return whether the column may be an axis: a number that changes from row to row."""
    if entry.name == objective.name or not entry.numeric or not entry.finite:
        return False
    if entry.count and objective.count and entry.count < COVERAGE * objective.count:
        return False
    return not entry.constant or entry.count == 1 or objective.count == 1


def _by_layout(counters: Sequence[Entry]) -> Counter | None:
    return next((_of(entry) for entry in counters if entry.role in ("step", "axis")), None)


def _by_name(counters: Sequence[Entry]) -> Counter | None:
    """Return the best counter by its whole name, then by its words."""
    tables = (roles.STEP, roles.SAMPLE, roles.EPOCH, roles.RESETTING)
    for table in tables:
        found = [entry for entry in counters if parse(entry.name).text in table]
        if found:
            return _of(min(found, key=lambda entry: table.index(parse(entry.name).text)))
    rising = [entry for entry in counters if entry.increasing and entry.whole]
    for entry in rising:
        words = parse(entry.name).words
        if words and words[-1] in _STEP_WORDS:
            return Counter(entry.name, "step")
    for entry in rising:
        if "epoch" in parse(entry.name).words:
            return Counter(entry.name, "epoch")
    index = next((entry for entry in rising if parse(entry.name).text in roles.INDEX), None)
    return Counter(index.name, "record") if index else None


def _of(entry: Entry, unit: AxisUnit | None = None) -> Counter:
    """Return the counter that a column makes, its unit by layout or by name."""
    text = parse(entry.name).text
    unit = entry.unit or unit
    if unit is None:
        unit = "epoch" if text in roles.EPOCH or "epoch" in text.split() else "step"
        unit = "sample" if text in roles.SAMPLE else unit
        unit = "record" if text in roles.INDEX and entry.increasing else unit
    return Counter(entry.name, unit, resets=text in roles.RESETTING)
