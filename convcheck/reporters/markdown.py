"""The report as Markdown, for a pull request or a wiki."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.reporters import _words as words
from convcheck.reporters._findings import evidence
from convcheck.reporters._headline import advice
from convcheck.reporters._text import escape, percent, sentence
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.report import Report, RunReport
    from convcheck.reporters import Look
    from convcheck.settings import Settings

SUMMARY = "Markdown for pull requests and wikis"
SUFFIXES = (".md", ".markdown")

SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~$@!"})
"""What could be markup, a table's border, a mention or a formula."""


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the place it is shown in decides
    """Return a table of all inputs, then a section for every run."""
    blocks = ["# Convergence report", _table(report)]
    for run in report.runs:
        blocks += _section(run, report.settings)
    blocks.append(f"Made by convcheck {report.version}.")
    return "\n\n".join(blocks) + "\n"


def literal(text: str) -> str:
    """Return a text from outside so that Markdown shows it as it is."""
    return escape(text).translate(SPECIAL)


def _table(report: Report) -> str:
    rows = ["| run | verdict | step | sure | findings |", "|---|---|---:|---:|---|"]
    rows += [_row(run) for run in report.runs]
    rows += [
        f"| {literal(each.path)} | **unreadable**: {literal(each.message)} | - | - | - |"
        for each in report.unread
    ]
    return "\n".join(rows)


def _row(run: RunReport) -> str:
    diagnosis = run.diagnosis
    at = "-" if diagnosis.convergence is None else step(diagnosis.convergence.step)
    sure = "-" if diagnosis.probability is None else percent(diagnosis.probability)
    codes = ", ".join(found.rule.code for found in diagnosis.findings) or "none"
    return f"| {literal(run.id)} | **{diagnosis.verdict.value}** | {at} | {sure} | {codes} |"


def _section(run: RunReport, settings: Settings) -> list[str]:
    outcome = f"**{run.diagnosis.verdict.value.upper()}** {literal(words.outcome(run))}".rstrip()
    sure = words.sureness(run)
    facts = {
        "When": words.when(run),
        "Why": sentence(run.diagnosis.reason),
        "Target": words.target(run),
        "Gate": words.gate(run, settings),
        "Keep": words.keep(run),
        "Do": " ".join(advice(run)),
        "If longer": words.more(run),
        "Noise": run.diagnosis.noise.words if run.diagnosis.noise else "",
    }
    listed = [f"- {label}: {literal(text)}" for label, text in facts.items() if text]
    blocks = [f"## {literal(run.id)}", outcome + (f" ({sure})" if sure else ""), "\n".join(listed)]
    return blocks + [_finding(found) for found in run.diagnosis.findings]


def _finding(found: Finding) -> str:
    head = f"### {found.severity}: {found.rule.code} {literal(found.rule.name)}"
    remedies = [f"1. {literal(sentence(text))}" for text in found.remedies[: found.first_remedies]]
    seen = evidence(found.evidence.values)
    left = len(found.remedies) - len(remedies)
    if left:
        where = f"`convcheck explain {found.rule.code}`"
        remedies.append(f"\n{left} more for less likely causes: {where}")
    blocks = [head, literal(sentence(found.message)), "\n".join(remedies)]
    blocks.append(f"Evidence: {literal(seen)}" if seen else "")
    return "\n\n".join(block for block in blocks if block)
