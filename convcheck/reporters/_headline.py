"""What a person wants first: did it converge, when, how sure, what to keep, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck import verdicts
from convcheck.reporters import _words as words
from convcheck.reporters._page import MARGIN, visible
from convcheck.reporters._text import escape, sentence, shorten

if TYPE_CHECKING:
    from convcheck.report import RunReport
    from convcheck.reporters._page import Page

MOST_ACTIONS = 3
"""First remedies shown at the top, one for each of the gravest findings."""


def headline(run: RunReport, page: Page) -> list[str]:
    """Return the lines of the first screen above the curve."""
    return [
        _name(run, page),
        "",
        *_verdict(run, page),
        "",
        *page.labelled("Why", sentence(escape(run.diagnosis.reason))),
        *_optional(page, "Target", words.target(run)),
        *_optional(page, "Keep", words.keep(run)),
        *_actions(run, page),
    ]


def advice(run: RunReport) -> list[str]:
    """Return what to do: the first remedy of the gravest findings, or the verdict's own advice."""
    first = [sentence(found.remedies[0]) for found in run.diagnosis.findings if found.remedies]
    actions = list(dict.fromkeys(first))[:MOST_ACTIONS]
    return actions or [verdicts.VERDICTS[run.diagnosis.verdict].advice]


def _name(run: RunReport, page: Page) -> str:
    name = escape(run.id)
    rest = shorten(escape(run.path), max(page.look.width - len(name) - 6, 10))
    return f" {page.paint(name, 'strong')}  {page.paint(rest, 'dim')}".rstrip()


def _verdict(run: RunReport, page: Page) -> list[str]:
    head = page.paint.verdict(run.diagnosis.verdict)
    outcome, when = words.outcome(run), words.when(run)
    lines = page.hanging(head, visible(head) + 1, outcome, "strong")
    if len(lines) == 1:
        lines = page.ends(lines[0].removeprefix(MARGIN), words.sureness(run))
    return lines + (page.hanging("", 2, when) if when else [])


def _actions(run: RunReport, page: Page) -> list[str]:
    lines: list[str] = []
    for action in advice(run):
        lines += page.labelled("" if lines else "Do", escape(action))
    return lines


def _optional(page: Page, label: str, text: str) -> list[str]:
    return page.labelled(label, text) if text else []
