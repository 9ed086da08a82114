"""Findings for people: the symptom, what was seen, likely causes, what to do."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from convcheck.advice import MOST_CAUSES
from convcheck.reporters import _words as words
from convcheck.reporters._text import escape, sentence

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.report import RunReport
    from convcheck.reporters._page import Page

MOST_REMEDIES = 3
"""Remedies that a report names unless asked for more."""
INDENT = 10
"""Columns of the severity; what belongs to a finding hangs beside it."""


def findings(run: RunReport, page: Page, brief: bool = False) -> list[str]:
    """Return the lines of all findings, gravest first; none where there is nothing to tell."""
    found = run.diagnosis.findings
    if not found:
        return []
    lines = page.title("Findings")
    for each in found:
        lines += _one(each, run, page, brief)
    return lines


def _one(found: Finding, run: RunReport, page: Page, brief: bool) -> list[str]:
    head = page.paint.severity(found.severity)
    lines = page.hanging(head, INDENT, _symptom(found, run), "strong")
    lines += page.hanging("", INDENT, sentence(escape(found.message)))
    if brief:
        return lines
    several = None if page.look.verbosity else MOST_CAUSES
    if found.causes:
        causes = ", ".join(cause.replace("-", " ") for cause in found.causes[:several])
        lines += page.hanging("", INDENT, f"Likely causes: {causes}")
    lines += _remedies(found, page)
    seen = evidence(found.evidence.values)
    if seen and page.look.verbosity:
        lines += page.hanging("", INDENT, f"Evidence: {seen}", "dim")
    return lines


def _remedies(found: Finding, page: Page) -> list[str]:
    shown = found.remedies if page.look.verbosity else found.remedies[:MOST_REMEDIES]
    lines = page.numbered((sentence(escape(text)) for text in shown), INDENT)
    left = len(found.remedies) - len(shown)
    if left:
        lines += page.hanging("", INDENT, f"{left} more with -v", "dim")
    return lines


def _symptom(found: Finding, run: RunReport) -> str:
    span = found.evidence.span
    where = "" if span is None else f", {run.axis.unit} {words.span(span.first, span.last)}"
    return f"{found.rule.code} {found.rule.name}{where}"


def evidence(values: Mapping[str, Any]) -> str:
    """Return the observed numbers and their limits in one line; words stand in the message."""
    observed = {
        name.replace("_", " "): float(value)
        for name, value in values.items()
        if isinstance(value, numbers.Real) and not isinstance(value, bool)
    }
    return ", ".join(f"{escape(name)} {value:.4g}" for name, value in observed.items())
