"""Rows below a picture that mark places of the run: settled, best, not finite."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convcheck.reporters import _words as words

if TYPE_CHECKING:
    from convcheck.report import RunReport
    from convcheck.reporters._page import Page
    from convcheck.reporters._paint import Style


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of steps with a name."""

    name: str
    """What it is; fits the gutter."""
    first: float
    """Where it begins."""
    last: float
    """Where it ends."""
    sign: str
    """What it is drawn with."""
    plain: str
    """The same in ASCII."""
    style: Style
    """Its colour."""
    at: float | None = None
    """A step in it that gets a sign of its own."""
    held: bool = False
    """Whether it goes on to the end of the run."""


def marks(run: RunReport, page: Page, gutter: int, canvas: int) -> list[str]:
    """Return one row for each thing that there is to mark, aligned with a canvas' columns."""
    return [_row(mark, run, page, gutter, canvas) for mark in _present(run)]


def _present(run: RunReport) -> list[Mark]:
    found: list[Mark] = []
    settling = run.diagnosis.convergence
    if settling is not None:
        first, last = settling.interval
        found.append(Mark("settled", first, last, "─", "-", "good", settling.step, True))
    judge = run.series.get("validation") or run.series.get(run.objective)
    risen = words.risen_from(run) if judge is run.series.get(run.objective) else None
    if judge is not None and judge.best is not None and words.keep(run) and risen is None:
        first, last = judge.best.range
        found.append(Mark("best", first, last, "─", "-", "accent", judge.best.step))
    broken = _not_finite_from(run)
    if broken is not None and run.steps is not None:
        found.append(Mark("NaN, inf", broken, run.steps[1], "×", "x", "bad"))
    return found


def _not_finite_from(run: RunReport) -> float | None:
    """Return the first step of a tail that is not finite."""
    trace = run.curve.raw.get(run.objective) if run.curve else None
    if trace is None or not trace.step or math.isfinite(trace.value[-1]):
        return None
    finite = [s for s, v in zip(trace.step, trace.value, strict=True) if math.isfinite(v)]
    return next((s for s in trace.step if not finite or s > finite[-1]), None)


def _row(mark: Mark, run: RunReport, page: Page, gutter: int, canvas: int) -> str:
    first, last = _column(mark.first, run, canvas), _column(mark.last, run, canvas)
    sign = mark.sign if page.look.unicode else mark.plain
    row = [" "] * canvas
    if mark.held:
        row[last:] = ["·"] * (canvas - last)
    row[first : last + 1] = [sign] * (last + 1 - first)
    if mark.at is not None:
        row[first], row[last] = ("├", "┤") if page.look.unicode else ("[", "]")
        row[_column(mark.at, run, canvas)] = "▲" if page.look.unicode else "^"
    text = "".join(row).rstrip()
    return f"{page.paint(mark.name.rjust(gutter - 1), 'dim')} {page.paint(text, mark.style)}"


def _column(step: float, run: RunReport, canvas: int) -> int:
    first, last = run.steps or (0.0, 1.0)
    share = (step - first) / (last - first)
    return round(min(max(share, 0.0), 1.0) * (canvas - 1))
