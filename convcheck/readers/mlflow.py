"""MLflow: its database, and the folder of one file a metric (`mlruns/<experiment>/<run>`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcheck.model import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "MLflow: the database `mlflow.db`, the folder `mlruns`, single metric files"
RANK = 12

LOGGER = "mlflow"
_SIGNATURE = (b"CREATE TABLE", b"metrics", b"run_uuid", b"is_nan")
_LINE = re.compile(rb"-?\d{10,14} [-+.\w]{1,32} -?\d{1,19}( \S+ \S+)?\r?")
"""Time stamp, value and step of a metric file, with a data set's name and digest since 2.21."""


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - the contents decide
    """Accept a database with MLflow's tables, or the lines of a metric file."""
    if head.startswith(b"SQLite format 3\0"):
        known = all(word in head for word in _SIGNATURE)
        return None if known else "it is a database without the tables of MLflow"
    lines = head.split(b"\n")
    complete = lines[:-1] or lines
    wrong = any(not _LINE.fullmatch(line) for line in complete)
    return "its lines are no time stamp, value and step" if wrong else None


def runs(path: str) -> tuple[str, ...]:
    """Return the runs in a database, the oldest first; none for a metric file."""
    from convcheck.readers import _mlflow_database

    source = Source(path, LOGGER, (path,))
    return _mlflow_database.runs(source) if _is_database(source) else ()


def survey(source: Source) -> Catalog:
    """List the metrics of a run; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers._long_rows import entries
    from convcheck.table import Catalog

    table = _load(source, None)
    return Catalog(entries(table.columns), logger=LOGGER, intrinsic_axis=True, notes=table.notes)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted metrics; raises SourceNotFound or SourceUnreadable."""
    return _load(source, {want.name for want in wanted})


def _load(source: Source, names: set[str] | None) -> LossTable:
    from convcheck.readers import _mlflow_database, _mlflow_files

    if _is_database(source):
        return _mlflow_database.load(source, names)
    return _mlflow_files.load(source, names)


def _is_database(source: Source) -> bool:
    from convcheck.readers._bytes import open_source
    from convcheck.readers._database import MAGIC

    if source.content is not None or len(source.files) != 1:
        return (source.content or b"").startswith(MAGIC)
    with open_source(source.files[0]) as stream:
        return stream.read(len(MAGIC)) == MAGIC
