"""Findings for people: the symptom, what was seen, likely causes, what to do."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from convcheck.advice import MOST_CAUSES, doubtful_causes, looks_sound
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
    lines += _causes(found, run, page)
    lines += _remedies(found, page)
    seen = evidence(found.evidence.values)
    if seen and page.look.verbosity:
        lines += page.hanging("", INDENT, f"Evidence: {seen}", "dim")
    return lines


def _causes(found: Finding, run: RunReport, page: Page) -> list[str]:
    """Name the likely causes; in a run that looks sound, faults only as what to look for."""
    named = found.causes if page.look.verbosity else found.causes[:MOST_CAUSES]
    doubtful = doubtful_causes(found) if looks_sound(run.diagnosis) else frozenset[str]()
    told = {
        "Likely causes": [cause for cause in named if cause not in doubtful],
        "If this surprises you": [cause for cause in named if cause in doubtful],
    }
    lines: list[str] = []
    for label, causes in told.items():
        if causes:
            words = ", ".join(causes).replace("-", " ")
            lines += page.hanging("", INDENT, f"{label}: {words}")
    return lines


def _remedies(found: Finding, page: Page) -> list[str]:
    """List the first remedies; those for less likely causes are left for who asks for more."""
    first = min(MOST_REMEDIES, found.first_remedies)
    shown = found.remedies if page.look.verbosity else found.remedies[:first]
    lines = page.numbered((sentence(escape(text)) for text in shown), INDENT)
    left = len(found.remedies) - len(shown)
    if left:
        more = "more" if shown else "remedies for less likely causes"
        lines += page.hanging("", INDENT, f"{left} {more} with -v", "dim")
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
