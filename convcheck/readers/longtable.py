"""The loss table that `convcheck convert` writes as CSV or JSONL: a row a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.readers._longtable_look import is_long_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "Long tables as CSV and JSONL (series, step, time, value), as `convcheck convert` writes"
RANK = 5


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - the contents decide
    """Accept the header of the CSV form, or a first line with these keys and no others."""
    if is_long_table(head):
        return None
    return "it has other columns than series, step, time and value"


def survey(source: Source) -> Catalog:
    """List the series; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _longtable
    from convcheck.readers._long_rows import entries
    from convcheck.table import Catalog

    columns, notes = _longtable.columns(source, None)
    return Catalog(entries(columns), intrinsic_axis=True, notes=notes)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _longtable
    from convcheck.table import LossTable

    return LossTable(*_longtable.columns(source, dict.fromkeys(want.name for want in wanted)))
