"""The report for a person: the answer first, then the curve, findings, facts, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.reporters._facts import facts, notes
from convcheck.reporters._findings import findings
from convcheck.reporters._headline import headline
from convcheck.reporters._overview import overview, unread
from convcheck.reporters._page import Page
from convcheck.reporters._text import to_ascii

if TYPE_CHECKING:
    from convcheck.report import Report, RunReport
    from convcheck.reporters import Look
    from convcheck.settings import Settings

SUMMARY = "for people: verdict, curve, findings, facts"
SUFFIXES = (".txt",)


def render(report: Report, look: Look) -> str:
    """Return the report for a person; plain text where the look asks for no colour."""
    page = Page(look)
    several = len(report.runs) > 1
    blocks = [
        (_brief if several and not look.verbosity else _whole)(run, report.settings, page)
        for run in report.runs
    ]
    blocks += [unread(each, page) for each in report.unread]
    if several:
        blocks.append(overview(report, page)[1:])
    text = "\n\n".join("\n".join(block) for block in blocks) + "\n"
    return text if look.unicode else to_ascii(text)


def _whole(run: RunReport, settings: Settings, page: Page) -> list[str]:
    return [
        *headline(run, settings, page),
        *_curve(run, page),
        *findings(run, page),
        *facts(run, page),
        *notes(run, page),
    ]


def _brief(run: RunReport, settings: Settings, page: Page) -> list[str]:
    return [*headline(run, settings, page), *findings(run, page, brief=True)]


def _curve(run: RunReport, page: Page) -> list[str]:
    if not page.look.plot or run.curve is None:
        return []
    from convcheck.reporters._curve import curve

    return curve(run, page)
