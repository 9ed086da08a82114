"""Facts beside the verdict: what was read, the settling ladder, noise, projection, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.directions import words_of
from convcheck.findings import NOT_SELECTED
from convcheck.reporters import _words as words
from convcheck.reporters._text import escape
from convcheck.wording import loss, step

if TYPE_CHECKING:
    from convcheck.findings import SettlingPoint
    from convcheck.report import RunReport
    from convcheck.reporters._page import Page

MOST_RESTARTS = 3
"""Restarts that are told one by one: a counter may go back at every epoch."""


def facts(run: RunReport, page: Page) -> list[str]:
    """Return the lines of the facts."""
    diagnosis = run.diagnosis
    texts = {
        "series": _series(run),
        "in band": _in_band(run, page),
        "noise": escape(diagnosis.noise.words) if diagnosis.noise else "",
        "if longer": words.more(run),
        "checks": _checks(run),
        "read": _read(run),
    }
    lines = page.title("Facts")
    for label, text in texts.items():
        if text:
            lines += page.labelled(label, text)
    return lines + (_skipped(run, page) if page.look.verbosity else [])


def notes(run: RunReport, page: Page) -> list[str]:
    """Return the lines of notes on the input; none where nothing had to be done."""
    texts = [*_restarts(run), *(escape(note.message) for note in run.notes)]
    if not texts:
        return []
    lines = page.title("Notes on the input")
    for text in texts:
        lines += page.hanging("-", 2, text)
    return lines


def _restarts(run: RunReport) -> list[str]:
    """Return a line for each of the first restarts, and one for all others."""
    lines = [
        f"the counter went back to {words.place(run, each.at)};"
        f" {words.counted(each.discarded, 'point')} logged before were replaced"
        for each in run.restarts[:MOST_RESTARTS]
    ]
    others = run.restarts[MOST_RESTARTS:]
    if others:
        lost = words.counted(sum(each.discarded for each in others), "point")
        lines.append(f"it went back {words.counted(len(others), 'more time')}: {lost} replaced")
    return lines


def _series(run: RunReport) -> str:
    parts: list[str] = []
    for role, series in run.series.items():
        counts = words.counted(series.points, "point") if not parts else f"{series.points:,}"
        if series.non_finite:
            counts += f", {series.non_finite:,} not finite"
        parts.append(f"{role.replace('_', ' ')} = {words.named(series)} ({counts})")
    return ", ".join([*parts, f"axis = `{escape(run.axis.name)}`{_counting(run)}"])


def _counting(run: RunReport) -> str:
    """Say what an axis of another name is called in this report."""
    unit = run.axis.unit
    return "" if unit in run.axis.name.lower() else f", here counted as {unit}s"


def _in_band(run: RunReport, page: Page) -> str:
    """Tell the ladder of a run that converged; of others it would deny that they still move."""
    settling = run.diagnosis.settling
    shown = settling is not None and (run.diagnosis.convergence or page.look.verbosity)
    return _ladder(run, settling.ladder) if settling and shown else ""


def _ladder(run: RunReport, ladder: tuple[SettlingPoint, ...]) -> str:
    return ", ".join(
        f"{rung.band} not before its end"
        if rung.step is None
        else f"{rung.band} from {step(rung.step)}"
        + (
            ""
            if rung.loss is None or words.climbed(run)
            else f" ({words_of(run.goal)['what']} {loss(rung.loss)})"
        )
        for rung in ladder
    )


def _checks(run: RunReport) -> str:
    diagnosis = run.diagnosis
    parts = [f"{len(diagnosis.ran)} run, {len(diagnosis.findings) or 'nothing'} found"]
    unasked = sum(each.why == NOT_SELECTED for each in diagnosis.skipped)
    lacking = len(diagnosis.skipped) - unasked
    if lacking:
        parts.append(f"{lacking} skipped for want of data")
    if unasked:
        parts.append(f"{unasked} not selected")
    if diagnosis.suppressed:
        parts.append(f"suppressed: {', '.join(diagnosis.suppressed)}")
    return "; ".join(parts)


def _read(run: RunReport) -> str:
    parts = [run.format + (f" written by {escape(run.logger)}" if run.logger else "")]
    if len(run.files) > 1:
        parts.append(words.counted(len(run.files), "file"))
    if run.rejected:
        parts.append(f"{words.counted(len(run.rejected), 'column')} not used (see inspect)")
    return "; ".join(parts)


def _skipped(run: RunReport, page: Page) -> list[str]:
    lines: list[str] = []
    for each in run.diagnosis.skipped:
        lines += page.labelled("skipped", f"{each.code}: {escape(each.why)}")
    for name, why in run.rejected.items():
        lines += page.labelled("not used", f"`{escape(name)}`: {escape(why)}")
    return lines
