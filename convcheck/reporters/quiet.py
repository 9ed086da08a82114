"""One line a run: verdict, step, probability, id and path, separated by tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.reporters._text import escape, number

if TYPE_CHECKING:
    from convcheck.report import Report, RunReport
    from convcheck.reporters import Look

SUMMARY = "one line a run: verdict, step, probability, id, path, separated by tabs"
SUFFIXES = (".tsv",)
NOTHING = "-"


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - data look the same everywhere
    """Return as many lines as there were inputs; an unread one gives a line too."""
    lines = [_fields(run) for run in report.runs]
    lines += [
        ("unreadable", NOTHING, NOTHING, NOTHING, unread.path or NOTHING)
        for unread in report.unread
    ]
    return "".join("\t".join(escape(each) for each in line) + "\n" for line in lines)


def _fields(run: RunReport) -> tuple[str, ...]:
    diagnosis = run.diagnosis
    convergence = diagnosis.convergence
    probability = diagnosis.probability
    return (
        diagnosis.verdict.value,
        NOTHING if convergence is None else number(convergence.step),
        NOTHING if probability is None else f"{probability:.2f}",
        run.id or NOTHING,
        run.path,
    )
