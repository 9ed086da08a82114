"""Long tables by other headers than our own: ``metric,step,value`` holds a series for each metric.

So do Comet, MLflow and pandas' ``melt`` write them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from convcheck.readers import _cells
from convcheck.readers._json_reshape import is_position
from convcheck.readers._measure_names import is_measure
from convcheck.readers._tabular_by_split import BySplit, rows_in

if TYPE_CHECKING:
    from convcheck.readers._tabular_layout import Layout

_SERIES_KEYS = ("metric", "metricname", "name", "tag", "key", "variable", "series")
_VALUE_KEYS = ("value", "metricvalue", "val", "scalar")
_RUN_KEYS = ("run", "runid", "runuuid", "runname", "experimentkey", "experiment", "trial", "seed")
"""Columns that tell the run of each row, in which several runs are not to be mixed."""


def by_series(layout: Layout, head: bytes, whole: bool) -> BySplit:
    """Return how a long table is divided into its series; an empty answer where it is none.

    Some of the series must measure, no column beside the values may, and the rows must be those
    of one run.
    """
    names = {name.lower().replace("_", ""): name for name in reversed(layout.names)}
    series = next((names[key] for key in _SERIES_KEYS if key in names), "")
    value = next((names[key] for key in _VALUE_KEYS if key in names), "")
    if not series or not value or not any(map(is_position, layout.names)):
        return BySplit()
    if any(is_measure(name) for name in layout.names if name not in (series, value)):
        return BySplit()
    rows = rows_in(layout, head, whole)
    cells = _cells_of(layout, series, rows)
    runs = (_cells_of(layout, names[key], rows) for key in _RUN_KEYS if key in names)
    if any(len(each) > 1 for each in runs) or any(map(_cells.is_number, cells)):
        return BySplit()
    if not any(map(is_measure, cells)):
        return BySplit()
    divided = with_series(replace(layout, by_split=BySplit(series, value=value)), cells)
    return divided if divided.parts else BySplit()


def with_series(layout: Layout, further: Iterable[str]) -> BySplit:
    """Return how a long table is divided that has rows of further series."""
    divided = layout.by_split
    added = {name: (divided.value, name) for name in further if name not in layout.names}
    return replace(divided, parts={**divided.parts, **added})


def _cells_of(layout: Layout, column: str, rows: list[list[str]]) -> list[str]:
    """Return the different cells of a column without padding, but for its header come again."""
    at = layout.names.index(column)
    cells = dict.fromkeys(row[at].strip(' "') for row in rows)
    return [cell for cell in cells if cell != column and not _cells.is_missing(cell)]
