"""Stopping rules beside convcheck on the same runs: converged or not, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.accuracy import rivals, scores
from tests.accuracy.cases import Case
from tests.accuracy.markdown import number, table
from tests.accuracy.measured import true_place
from tests.accuracy.scores import Answer

OURSELVES = "convcheck (unseen)"
"""How the product is called among its rivals."""


@dataclass(frozen=True)
class Verdict:
    """What one rule said of one run, beside the truth."""

    said: bool
    """That it converged."""
    outcome: str
    """What became of it."""
    acceptable: frozenset[str]
    """What a fair judge would accept."""
    error: float | None = None
    """Distance of its place from the true bracket, as a share of the run, where both are known."""


@dataclass(frozen=True)
class Record:
    """How one rule did."""

    runs: int
    right: float
    """Share of fair answers to "converged or not"."""
    false: float
    """Share called converged of those that nobody would call so."""
    missed: float
    """Share not called converged of those that did converge."""
    median: float
    """Of the place's error as a share of the run; NaN for a rule without a place."""
    high: float
    """Its 90th percentile."""


def verdicts_of_rivals(cases: Sequence[Case]) -> dict[str, list[Verdict]]:
    """Ask every rival about every case."""
    rules = rivals.rules()
    return {name: [_verdict(rule, case) for case in cases] for name, rule in rules.items()}


def _verdict(rule: rivals.Rule, case: Case) -> Verdict:
    claim = rivals.claim(rule, case)
    error, bracket = None, true_place(case)
    if claim.converged and claim.step is not None and bracket is not None:
        place = (claim.step - float(case.run.objective.step[0])) / case.length
        error = max(0.0, bracket[0] - place, place - bracket[1])
    return Verdict(claim.converged, case.outcome, case.acceptable, error)


def own_verdicts(answers: Sequence[Answer]) -> list[Verdict]:
    """Return convcheck's answers in the form of its rivals'."""
    return [
        Verdict(
            answer.verdict == "converged",
            answer.outcome,
            answer.acceptable,
            answer.step_error if answer.verdict == "converged" else None,
        )
        for answer in answers
    ]


def record(verdicts: Sequence[Verdict]) -> Record:
    """Score what one rule said."""
    errors = [each.error for each in verdicts if each.error is not None]
    median, high = np.quantile(errors, [0.5, 0.9]) if errors else (np.nan, np.nan)
    return Record(
        runs=len(verdicts),
        right=_mean([scores.fair_about_convergence(v.said, v.acceptable) for v in verdicts]),
        false=_mean([v.said for v in verdicts if "converged" not in v.acceptable]),
        missed=_mean([not v.said for v in verdicts if v.outcome == "converged"]),
        median=float(median),
        high=float(high),
    )


def comparison(answers: Sequence[Answer], of_rivals: Mapping[str, Sequence[Verdict]]) -> str:
    """Return the table of convcheck and its rivals."""
    every = {OURSELVES: own_verdicts(answers), **of_rivals}
    rows = []
    for name, verdicts in every.items():
        r = record(verdicts)
        rows.append((name, *map(number, (r.right, r.false, r.missed, r.median, r.high))))
    head = ("converged or not", "right", "false", "missed", "place, median", "90th percentile")
    return table(head, rows)


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")
