"""What a person wants first: did it converge, when, how sure, what to keep, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck import verdicts
from convcheck.causes import BOOSTERS
from convcheck.reporters import _words as words
from convcheck.reporters._page import MARGIN, visible
from convcheck.reporters._text import cells, escape, sentence, shorten
from convcheck.rule import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.findings import Finding
    from convcheck.report import RunReport
    from convcheck.reporters._page import Page
    from convcheck.settings import Settings

STANDARD_INPUT = "-"
MOST_ACTIONS = 3
"""First remedies shown at the top, one for each of the gravest findings."""

LEAPT = "CC305"
"""The rule that is grave where a leap is the rise that others tell of."""
VALIDATION_TURNED = "Train longer only while validation improves: it ended worse than its best."
"""What to do where training improves and validation does not, and no finding tells of it."""
UNCOUNTED = "CC107"
"""The rule on a log without a counter: what it advises is no answer to what to do with the run."""
JUDGE_OTHERWISE = "CC111"
"""The rule whose advice stands in for the verdict's own, where that is about one side of two."""


def headline(run: RunReport, settings: Settings, page: Page) -> list[str]:
    """Return the lines of the first screen above the curve."""
    return [
        _name(run, page),
        "",
        *_verdict(run, page),
        "",
        *page.labelled("Why", sentence(escape(run.diagnosis.reason))),
        *_optional(page, "Target", words.target(run)),
        *_optional(page, "Gate", words.gate(run, settings)),
        *_optional(page, "Keep", words.keep(run)),
        *_actions(run, page),
    ]


def advice(run: RunReport) -> list[str]:
    """Return what to do: the first remedy of each grave finding, or the verdict's own advice."""
    grave = [found for found in run.diagnosis.findings if found.severity != "info"]
    of_the_run = [found for found in _one_rise(grave) if found.rule.code != UNCOUNTED]
    actions = _first_remedies(of_the_run) or _of_the_verdict(run)
    uncounted = _first_remedies([found for found in grave if found.rule.code == UNCOUNTED])
    return [*actions, *uncounted][:MOST_ACTIONS]


def _first_remedies(findings: Sequence[Finding]) -> list[str]:
    """Return the first remedy of each finding that has a likely one, none twice."""
    first = [sentence(found.remedies[0]) for found in findings if found.first_remedies]
    return list(dict.fromkeys(first))


def _of_the_verdict(run: RunReport) -> list[str]:
    """Return what the verdict itself advises."""
    said = run.diagnosis
    for found in said.findings:
        if found.rule.code == JUDGE_OTHERWISE:
            return [sentence(found.remedies[0])]
    boosted = run.logger in BOOSTERS
    advised = verdicts.VERDICTS[said.verdict].advice_at(said.probability, boosted=boosted)
    if said.verdict is Verdict.CONVERGED:
        advised = _length(run) or advised
    elif said.verdict is Verdict.IMPROVING and words.fact(run, "validation_turned"):
        advised = VALIDATION_TURNED
    return [advised]


def _one_rise(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out of findings that tell of one rise all but the first: there is one way back."""
    rises = [found for found in findings if found.rule.code in (*words.RISEN, LEAPT)]
    return [found for found in findings if found not in rises[1:]]


def _length(run: RunReport) -> str:
    """Return what is advised on the length of a run that converged, where the log holds more.

    Where validation went on improving, or the schedule ended, the loss alone does not tell.
    """
    until = words.fact(run, "improved_until")
    if words.fact(run, "improved_to_the_end"):
        longer = "plan a longer schedule" if words.fact(run, "schedule_ended") else "train on"
        return f"Judge by validation, and {longer}: it was still improving when the run ended."
    if until is not None:
        went_on = f"it went on improving until {words.place(run, until)} at least"
        if words.fact(run, "validation_turned"):
            return f"Judge by validation how long to train: {went_on}, and got worse again."
        return f"Nothing needs mending, but judge by validation how long to train: {went_on}."
    sure = (run.diagnosis.probability or 1.0) >= verdicts.SURE
    if words.fact(run, "falls_by_factors"):
        return (
            "Nothing needs mending on the scale of the whole fall. By factors the loss falls on: "
            "give a narrower --band, or a --target, if that counts."
        )
    if not sure or not words.fact(run, "more_ahead"):
        return ""
    if words.fact(run, "schedule_ended"):
        return (
            "Nothing needs mending. More steps at the rate that it ended with would be wasted; "
            "only a longer schedule could bring more."
        )
    return "Nothing needs mending. Longer training of the same kind would likely bring little more."


def _name(run: RunReport, page: Page) -> str:
    """Return id and path; where the path ends in the id, it is not said twice."""
    columns = page.look.width - len(MARGIN)
    name, path = escape(run.id), escape(run.path)
    if path == STANDARD_INPUT and name == STANDARD_INPUT:
        name = path = "standard input"
    shown = page.paint(shorten(name, columns), "strong")
    if path.endswith(name):
        folder = shorten(path.removesuffix(name), max(columns - cells(name), 0))
        text = page.paint(folder, "dim") + shown
    else:
        path = shorten(path, max(columns - cells(name) - 2, 0))
        text = f"{shown}  {page.paint(path, 'dim')}" if path else shown
    return f"{MARGIN}{text}"


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
