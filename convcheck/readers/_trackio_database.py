"""The rows of one run in trackio's database, as the flat records that JSON logs have.

Layout: `metrics(id, run_id, timestamp, run_name, step, metrics)`; the last is JSON in which NaN
and infinities are texts. Versions before 0.20 have no `run_id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convcheck.errors import SourceUnreadable
from convcheck.readers import _json_reshape as reshape
from convcheck.readers import _json_table
from convcheck.readers._clock import seconds_of_stamp
from convcheck.readers._database import Database, opened
from convcheck.readers._database_runs import by_key, chosen_key, number
from convcheck.readers._json_batches import RecordBatch
from convcheck.readers._json_dialects import Dialect
from convcheck.readers._json_records import LeftOut
from convcheck.readers._json_text import NotJson, loads

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

TRACKIO = Dialect(logger="trackio", axis="step", unit="step")

BATCH_ROWS = 4096
"""Rows that are held as objects at once."""


def runs(source: Source) -> tuple[str, ...]:
    """Return the names of the runs, each unique, in the order in which they were begun."""
    with opened(source) as database:
        return tuple(_names(database, source).values())


def catalog(source: Source) -> Catalog:
    """List the metrics of a run; raises SourceUnreadable, and NoObjective for an unknown run."""
    left_out = LeftOut()
    with opened(source) as database:
        found = _json_table.catalog(_batches(database, source, left_out), left_out)
        return replace(found, notes=(*found.notes, *database.notes))


def table(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted metrics; raises as ``catalog`` does."""
    left_out = LeftOut()
    with opened(source) as database:
        found = _json_table.table(_batches(database, source, left_out), wanted, left_out)
        return replace(found, notes=(*found.notes, *database.notes))


def _batches(database: Database, source: Source, left_out: LeftOut) -> Iterator[RecordBatch]:
    """Yield the run's rows as flat records."""
    key = chosen_key(_names(database, source), source)
    query = f"SELECT step, timestamp, metrics FROM metrics WHERE {_key(database)} = ? ORDER BY id"  # noqa: S608 - one of two constants
    records, first = [], True
    for step, stamp, cell in database.rows(query, key):
        try:
            values = loads(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell)
        except (NotJson, TypeError):
            values = None
        if not isinstance(values, dict):
            left_out.foreign += 1
            continue
        record, lists = reshape.flat(values)
        left_out.lists += lists
        records.append(record | {"step": number(step), "timestamp": seconds_of_stamp(stamp)})
        if len(records) == BATCH_ROWS:
            yield RecordBatch(records, TRACKIO, first)
            records, first = [], False
    if records:
        yield RecordBatch(records, TRACKIO, first)


def _names(database: Database, source: Source) -> dict[str, str]:
    """Return the name of each run by its key."""
    if not database.has("metrics", "id", "timestamp", "run_name", "step", "metrics"):
        raise SourceUnreadable(
            f"{source.path} has no metrics of trackio", "this seems to be another database"
        )
    key = _key(database)
    query = f"SELECT {key}, run_name FROM metrics GROUP BY {key} ORDER BY MIN(id)"  # noqa: S608 - one of two constants
    return by_key(database.rows(query))


def _key(database: Database) -> str:
    """Return the expression that tells runs apart."""
    return "coalesce(run_id, run_name)" if database.has("metrics", "run_id") else "run_name"
