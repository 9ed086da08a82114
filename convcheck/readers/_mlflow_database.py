"""The metrics of one run in MLflow's database.

Layout: `metrics(key, value, timestamp in ms, run_uuid, step, is_nan)`, in no particular order.
NaN is stored as 0 with a flag, the infinities as the largest floats.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from typing import TYPE_CHECKING

from convcheck.errors import SourceUnreadable
from convcheck.model import Note
from convcheck.readers._database import Database, opened
from convcheck.readers._database_runs import by_key, chosen_key, not_numbers, number
from convcheck.readers._long_rows import LongRows
from convcheck.table import LossTable

if TYPE_CHECKING:
    from convcheck.model import Source


def runs(source: Source) -> tuple[str, ...]:
    """Return the names of the runs that were not deleted, each unique, the oldest first."""
    with opened(source) as database:
        return tuple(_names(database).values())


def load(source: Source, names: set[str] | None) -> LossTable:
    """Read the metrics with these names, or all, of the source's run (the first by default).

    Raises SourceUnreadable for another kind of database, NoObjective for an unknown run.
    """
    with opened(source) as database:
        uuid = _uuid(database, source)
        rows, odd, infinite = LongRows(), Counter[str](), 0
        query = "SELECT key, step, timestamp, value, is_nan FROM metrics WHERE run_uuid = ?"
        for key, step, stamp, cell, is_nan in database.rows(query, uuid):
            if names is not None and key not in names:
                continue
            value, position = math.nan if is_nan else number(cell), number(step)
            if value is None or position is None:
                odd[str(key)] += 1
                continue
            if abs(value) == sys.float_info.max:
                value, infinite = math.copysign(math.inf, value), infinite + 1
            rows.add(str(key), position, _or_nan(number(stamp)), value)
        notes = [*database.notes, *not_numbers(odd), *rows.notes()]
    if infinite:
        message = "values of 1.8e308 are how MLflow stores infinities, and were read as that"
        notes.append(Note("stored-infinity", message, infinite, source.path))
    return LossTable(rows.columns(stamps_a_second=1000, sort=True), tuple(notes))


def _uuid(database: Database, source: Source) -> str:
    """Return the key of the source's run."""
    if not database.has("metrics", "key", "value", "timestamp", "run_uuid", "step", "is_nan"):
        raise SourceUnreadable(
            f"{source.path} has no metrics of MLflow", "this seems to be another database"
        )
    return chosen_key(_names(database), source)


def _names(database: Database) -> dict[str, str]:
    """Return the name of each run by its key: those that hold metrics and were not deleted."""
    if not database.has("runs", "run_uuid", "name", "lifecycle_stage", "start_time"):
        return by_key(database.rows("SELECT DISTINCT run_uuid, '' FROM metrics"))
    query = (
        "SELECT run_uuid, name FROM runs WHERE lifecycle_stage IS NOT 'deleted' AND EXISTS"
        " (SELECT 1 FROM metrics WHERE metrics.run_uuid = runs.run_uuid) ORDER BY start_time"
    )
    return by_key(database.rows(query))


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
