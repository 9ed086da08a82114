"""Several runs at a glance, and the inputs that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.reporters import _words as words
from convcheck.reporters._page import visible
from convcheck.reporters._text import escape, percent, shorten
from convcheck.rule import Verdict
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.report import Report, RunReport, Unread
    from convcheck.reporters._page import Page

VERDICT_COLUMNS = 16
STEP_COLUMNS = 12
SURE_COLUMNS = 11
LEAST_PATH_COLUMNS = 10


def overview(report: Report, page: Page) -> list[str]:
    """Return a table of the runs and their count by verdict."""
    lines = page.title(_count(report))
    lines += [_row(run, page) for run in report.runs]
    return lines


def unread(each: Unread, page: Page) -> list[str]:
    """Return the lines of an input that could not be read."""
    head = page.paint("UNREADABLE", "bad")
    where = "" if each.path in each.message else f"{escape(each.path)}: "
    lines = page.hanging(head, 11, f"{where}{escape(each.message)}")
    return lines + (page.hanging("", 11, f"hint: {escape(each.hint)}") if each.hint else [])


def _count(report: Report) -> str:
    verdicts = [run.diagnosis.verdict for run in report.runs]
    counts = {verdict.value: verdicts.count(verdict) for verdict in Verdict}
    parts = [f"{count} {name}" for name, count in counts.items() if count]
    text = f"{words.counted(len(verdicts), 'run')}: {', '.join(parts)}"
    return text + (f"; {len(report.unread)} unreadable" if report.unread else "")


def _row(run: RunReport, page: Page) -> str:
    diagnosis = run.diagnosis
    convergence, probability = diagnosis.convergence, diagnosis.probability
    cells = (
        (page.paint.verdict(diagnosis.verdict), VERDICT_COLUMNS),
        ("-" if convergence is None else step(convergence.step), STEP_COLUMNS),
        ("-" if probability is None else percent(probability), SURE_COLUMNS),
    )
    row = "".join(text + " " * max(columns - visible(text), 1) for text, columns in cells)
    room = page.look.width - visible(row) - 1
    if room < LEAST_PATH_COLUMNS:
        return f" {row}".rstrip()
    path, name = escape(run.path), escape(run.id)
    if name in path:
        return f" {row}{shorten(path, room)}"
    name = shorten(name, room // 2)
    return f" {row}{shorten(path, room - len(name) - 2)}  {name}"
