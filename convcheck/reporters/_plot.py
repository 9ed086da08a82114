"""The only file that touches plotext: lines and axes in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """Points to draw; finite, and at least one."""

    x: Sequence[float]
    """Ascending positions."""
    y: Sequence[float]
    """Heights, already logarithms where the axis is logarithmic."""
    marker: str
    """plotext's name of a marker, or a sign."""
    color: str
    """plotext's name of a colour."""
    joined: bool = False
    """Whether the points are joined by lines."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis with its marks."""

    low: float
    """Where it begins."""
    high: float
    """Where it ends, above ``low``."""
    ticks: Sequence[float]
    """Where marks stand."""
    labels: Sequence[str]
    """What stands at them."""


def draw(
    lines: Sequence[Line], x: Axis, y: Axis, columns: int, rows: int, color: bool
) -> list[str]:
    """Return the picture's lines; escape codes are in it only where colour is asked for.

    plotext keeps one global figure and clamps it to the terminal, so it is unclamped before and
    cleared before and after.
    """
    import plotext

    figure: Any = plotext
    figure.clear_figure()
    try:
        figure.limit_size(False, False)
        figure.theme("clear")
        figure.plot_size(columns, rows)
        figure.xaxes(True, False)
        figure.yaxes(True, False)
        figure.xlim(x.low, x.high)
        figure.ylim(y.low, y.high)
        figure.xticks(list(x.ticks), list(x.labels))
        figure.yticks(list(y.ticks), list(y.labels))
        for line in lines:
            put = figure.plot if line.joined else figure.scatter
            put(list(line.x), list(line.y), marker=line.marker, color=line.color)
        picture = figure.build()
    finally:
        figure.clear_figure()
    return [_clean(row, figure, color) for row in picture.splitlines()]


def _clean(row: str, figure: Any, color: bool) -> str:
    return row if color else str(figure.uncolorize(row)).rstrip()
