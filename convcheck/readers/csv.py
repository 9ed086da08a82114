"""Tables as text: CSV, TSV and their kin, with a header or without, clean or not.

Commas within cells (quoted ones, or between other delimiters) are decimal points where some number
can be nothing else (``0,5``) and no number has a point; otherwise ``_tabular_commas`` states what
they are in each column.

``_tabular_groups`` states what points and blanks between digits are, ``_tabular_by_split`` how a
column such as ``phase`` makes two series of one column, and ``_tabular_long`` how one such as
``metric`` makes a series of each name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcheck.readers import HEAD_BYTES
from convcheck.readers._tabular_layout import sniff
from convcheck.readers._tabular_refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = (
    "CSV and TSV: hand-written, Keras, Lightning, Ultralytics, Stable-Baselines3, Spinning Up, "
    "timm, fastai, CatBoost, DVCLive, DeepSpeed, TensorBoard's downloads, Markdown, ..."
)
RANK = 40

LINE_END = re.compile(rb"[\r\n]")


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - the contents decide
    """Accept rows of numbers with a steady number of cells, under a header or without."""
    reason = refusal(head)
    if reason is not None:
        return reason
    if len(head) >= HEAD_BYTES and not LINE_END.search(head):
        return f"its first line is longer than {HEAD_BYTES:,} bytes"
    if sniff(head, whole=len(head) < HEAD_BYTES) is None:
        return "its lines are no rows of numbers"
    return None


def runs(path: str) -> tuple[str, ...]:
    """Return the runs in a table that has a column with their names; none where it has not."""
    from convcheck.readers._tabular_runs import runs as of_file

    return of_file(path)


def parts(content: bytes) -> Mapping[str, bytes]:
    """Return such runs of what is held in memory, each as a table of its own; none of one."""
    from convcheck.readers._tabular_runs import runs_in

    return runs_in(content)


def survey(source: Source) -> Catalog:
    """List the columns from the first rows; raises UnknownFormat or SourceUnreadable."""
    from convcheck.readers._tabular_catalog import catalog
    from convcheck.readers._tabular_runs import of_run
    from convcheck.readers._tabular_sheets import sheets

    source = of_run(source)
    return catalog(sheets(source), source.files)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted columns, and no others; raises UnknownFormat or SourceUnreadable."""
    from convcheck.readers._tabular_runs import of_run
    from convcheck.readers._tabular_sheets import sheets
    from convcheck.readers._tabular_table import table

    source = of_run(source)
    return table(source, sheets(source), wanted)
