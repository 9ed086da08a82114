"""The curve of a run as a picture: what to draw, on which scale, and what is marked below it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convcheck.report import Trace
from convcheck.reporters import _plot, _ticks
from convcheck.reporters._marks import marks
from convcheck.reporters._text import escape, shorten
from convcheck.wording import loss, step

if TYPE_CHECKING:
    from convcheck.report import Curve, RunReport
    from convcheck.reporters._page import Page

GUTTER = 9
"""Columns left of the canvas: labels of the loss, names of the marks."""
ROWS_NARROW, ROWS_WIDE = 13, 17
"""Rows of the picture with its axis, so that a healthy report fits one screen."""
WIDE = 110
"""Columns from which the picture may be higher."""
LEAST_BAND_ROWS = 2
"""Rows from which the band is drawn; a lower one is hidden by the curve inside it."""
LARGEST = 1e150
"""Losses beyond are drawn at this height, so that differences stay finite."""
COLUMNS_PER_TICK = 16
LOG_RATIO = 10.0
"""Highest over median loss from which a linear scale would press the curve onto its floor."""

STYLES = {
    "raw": ("braille", ".", "gray"),
    "mean": ("hd", "*", "cyan"),
    "validation": ("●", "o", "orange"),
    "band": ("·", "-", "green"),
}
"""Marker, its substitute in ASCII, and colour."""
KEYS = {"raw": "⠢", "mean": "▞", "validation": "●", "band": "·"}
"""Signs of the legend."""


def curve(run: RunReport, page: Page) -> list[str]:
    """Return the lines of the picture with legend and marks; none where no point is finite."""
    if run.curve is None or run.steps is None:
        return []
    settling = run.diagnosis.convergence
    names = {role: f"`{escape(series.name)}`" for role, series in run.series.items()}
    scene = Scene(run.curve, run.steps, run.objective, names, settling.step if settling else None)
    rows = ROWS_WIDE if page.look.width >= WIDE else ROWS_NARROW
    lines = picture(scene, page, rows)
    if not lines:
        return []
    return ["", *lines, *marks(run, page, GUTTER, page.look.width - 1 - GUTTER)]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows."""

    curve: Curve
    """The lines."""
    steps: tuple[float, float]
    """First and last step."""
    objective: str
    """Role of the line in the foreground."""
    names: Mapping[str, str]
    """What the legend calls each role."""
    settled: float | None = None
    """From where on the band is drawn; none for no band."""


def picture(scene: Scene, page: Page, rows: int) -> list[str]:
    """Return the lines of a legend and a picture; none where there is nothing to draw."""
    everything = [value for trace in _traces(scene.curve) for value in _finite(trace)[1]]
    if not everything or scene.steps[0] == scene.steps[1]:
        return []
    log = _log_helps(everything)
    x, y = _x_axis(scene, page), _y_axis(everything, log)
    if not _band_shows(scene, y, log, rows):
        scene = replace(scene, settled=None)
    lines = list(_lines(scene, log, page.look.unicode))
    drawn = _plot.draw(lines, x, y, page.look.width - 1, rows, page.look.color)
    return [_legend(scene, log, page), *drawn]


def _traces(curve: Curve) -> Iterator[Trace]:
    yield from curve.raw.values()
    if curve.fitted is not None:
        yield curve.fitted


def _finite(trace: Trace) -> tuple[list[float], list[float]]:
    """Return steps and values of the points that can be drawn."""
    pairs = [(x, y) for x, y in zip(trace.step, trace.value, strict=True) if math.isfinite(y)]
    return [x for x, _ in pairs], [min(max(y, -LARGEST), LARGEST) for _, y in pairs]


def _log_helps(values: list[float]) -> bool:
    ordered = sorted(values)
    return ordered[0] > 0 and ordered[-1] > LOG_RATIO * ordered[len(ordered) // 2]


def _lines(scene: Scene, log: bool, unicode: bool) -> Iterator[_plot.Line]:
    """Yield what to draw, from the back to the front."""
    for kind, trace, joined in _layers(scene):
        x, y = _finite(trace)
        if log:
            x = [step for step, value in zip(x, y, strict=True) if value > 0]
            y = [math.log10(value) for value in y if value > 0]
        if x:
            marker, plain, color = STYLES[kind]
            yield _plot.Line(x, y, marker if unicode else plain, color, joined)


def _band_shows(scene: Scene, y: _plot.Axis, log: bool, rows: int) -> bool:
    """Return whether the band is high enough to be told from the line within."""
    low, high = scene.curve.band or (0.0, 0.0)
    if log:
        if low <= 0:
            return False
        low, high = math.log10(low), math.log10(high)
    return (high - low) * rows > LEAST_BAND_ROWS * (y.high - y.low)


def _layers(scene: Scene) -> Iterator[tuple[str, Trace, bool]]:
    """Yield kind, points, and whether they are joined."""
    if scene.settled is not None:
        for level in scene.curve.band or ():
            yield "band", Trace((scene.settled, scene.steps[1]), (level, level)), True
    for role, trace in scene.curve.raw.items():
        yield ("raw" if role == scene.objective else "validation"), trace, False
    if scene.curve.fitted is not None:
        yield "mean", scene.curve.fitted, True


def _x_axis(scene: Scene, page: Page) -> _plot.Axis:
    first, last = scene.steps
    ticks = _ticks.linear(first, last, max(page.look.width // COLUMNS_PER_TICK, 2))
    if len(ticks) > 1 and ticks[0] - first > 0.5 * (ticks[1] - ticks[0]):
        ticks.insert(0, first)
    return _plot.Axis(first, last, ticks, [step(tick) for tick in ticks])


def _y_axis(values: list[float], log: bool) -> _plot.Axis:
    low, high = min(values), max(values)
    ticks = _ticks.logarithmic(low, high, 6) if log else _ticks.linear(low, high, 5)
    labels = [f"{loss(tick):>{GUTTER - 1}}" for tick in ticks]
    if log:
        low, high, ticks = math.log10(low), math.log10(high), [math.log10(t) for t in ticks]
    if low == high:
        margin = abs(low) * 0.1 or 1.0
        low, high = low - margin, high + margin
    return _plot.Axis(low, high, ticks, labels)


def _legend(scene: Scene, log: bool, page: Page) -> str:
    parts = {"raw": scene.names.get(scene.objective, scene.objective)}
    if scene.curve.fitted is not None:
        parts["mean"] = "mean curve"
    for role in scene.curve.raw:
        if role != scene.objective:
            parts["validation"] = scene.names.get(role, role)
    if scene.settled is not None and scene.curve.band is not None:
        parts["band"] = "settled within"
    sign = {kind: KEYS[kind] if page.look.unicode else STYLES[kind][1] for kind in parts}
    text = "   ".join(f"{sign[kind]} {name}" for kind, name in parts.items())
    room = page.look.width - GUTTER
    shown = shorten(text + ("   (log scale)" if log else ""), room)
    return " " * GUTTER + page.paint(shown, "dim")
