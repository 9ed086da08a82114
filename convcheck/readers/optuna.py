"""Optuna's database: the values that each trial reported on its way, a trial a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.model import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "Optuna: the intermediate values in its SQLite database, a trial a run"
RANK = 14

_SIGNATURE = (b"CREATE TABLE", b"trial_intermediate_values", b"study_directions")


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - the contents decide
    """Accept a database with Optuna's tables."""
    if not head.startswith(b"SQLite format 3\0"):
        return "it is no SQLite database"
    known = all(word in head for word in _SIGNATURE)
    return None if known else "it is a database without the tables of Optuna"


def runs(path: str) -> tuple[str, ...]:
    """Return the trials that reported values, by study and number."""
    from convcheck.readers import _optuna_database

    return _optuna_database.runs(Source(path, "optuna", (path,)))


def survey(source: Source) -> Catalog:
    """List the one series of a trial; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _optuna_database

    return _optuna_database.catalog(source)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the values of a trial; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _optuna_database

    return _optuna_database.table(source, {want.name for want in wanted})
