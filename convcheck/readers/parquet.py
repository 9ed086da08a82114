"""Parquet and Arrow (Feather) files: a column a series, or a row a value as `convert` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.model import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "Parquet and Arrow (Feather), wide or long, trackio's export among them"
RANK = 15

_MAGICS = (b"PAR1", b"ARROW1")
_STREAM = b"\xff\xff\xff\xff"


def recognise(head: bytes, name: str) -> str | None:
    """Accept by the first bytes; Arrow's stream form, which has no magic, by its name too."""
    if head.startswith(_MAGICS):
        return None
    if head.startswith(_STREAM) and ".arrow" in name.lower():
        return None
    if head.startswith(b"FEA1"):
        return "it is in the first version of Feather, which is no longer read"
    return "it begins neither like Parquet nor like Arrow"


def runs(path: str) -> tuple[str, ...]:
    """Return the runs in a table that has a column with their names; none where it has not."""
    from convcheck.readers import _arrow_runs

    return _arrow_runs.runs(Source(path, "parquet", (path,)))


def survey(source: Source) -> Catalog:
    """List the series; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _arrow_table

    return _arrow_table.catalog(source)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _arrow_table

    return _arrow_table.table(source, wanted)
