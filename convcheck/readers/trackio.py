"""trackio's database: one row a step, with all its metrics as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.model import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "trackio: its database `<project>.db` (its Parquet export is read as Parquet)"
RANK = 13

_SIGNATURE = (b"CREATE TABLE", b"metrics", b"run_name", b"step")


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - the contents decide
    """Accept a database with trackio's tables."""
    if not head.startswith(b"SQLite format 3\0"):
        return "it is no SQLite database"
    known = all(word in head for word in _SIGNATURE) and b"is_nan" not in head
    return None if known else "it is a database without the tables of trackio"


def runs(path: str) -> tuple[str, ...]:
    """Return the runs in a database, in the order in which they were begun."""
    from convcheck.readers import _trackio_database

    return _trackio_database.runs(Source(path, "trackio", (path,)))


def survey(source: Source) -> Catalog:
    """List the metrics of a run; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _trackio_database

    return _trackio_database.catalog(source)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted metrics; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _trackio_database

    return _trackio_database.table(source, wanted)
