"""The sections of ``make accuracy``: each a pure function of answers to Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from convcheck.decision_model import CLASSES
from tests.accuracy import scores
from tests.accuracy.markdown import interval, number, table
from tests.accuracy.scores import Answer

Score = Callable[[Sequence[Answer]], float]

SCORES: Mapping[str, Score] = {
    "acceptable": scores.acceptable,
    "strict (unambiguous runs)": scores.strict,
    "macro-F1 over converged, improving, stuck, diverged": scores.macro_f1,
    "the same four over unambiguous runs": scores.macro_f1_clear,
    "macro-F1 over all five": partial(scores.macro_f1, classes=CLASSES),
    "all five over unambiguous runs": partial(scores.macro_f1_clear, classes=CLASSES),
    "false converged": scores.false_converged,
    "converged runs called so": scores.found_converged,
    "converged or not: right": scores.right_about_convergence,
    "inconclusive": scores.inconclusive,
    "settling step within 5 % of the run": scores.step_within,
    "the same over all converged runs": scores.step_within_all,
    "settling step's error, median": partial(scores.step_quantile, share=0.5),
    "settling step's error, 90th percentile": partial(scores.step_quantile, share=0.9),
    "90 % interval covers": scores.coverage,
    "its mean width, share of the run": scores.width,
    "90 % interval of the projection covers": scores.gain_coverage,
    "Brier score of the probability": scores.brier,
    "largest gap between said and seen, bins of 50 or more": scores.largest_gap,
}
"""The headline figures by what they are."""

BRIEF: Mapping[str, Score] = {
    "acceptable": scores.acceptable,
    "strict": scores.strict,
    "false converged": scores.false_converged,
    "converged found": scores.found_converged,
    "inconclusive": scores.inconclusive,
    "step within 5 %": scores.step_within,
}
"""What breakdowns show."""
PLACE: Mapping[str, Score] = {
    "step's error, median": SCORES["settling step's error, median"],
    "90th percentile": SCORES["settling step's error, 90th percentile"],
}
"""What the breakdown by noise shows beside it."""

LENGTHS = (0, 10, 30, 100, 300, 1000, 3000, np.inf)
"""Borders of the breakdown by finite points."""
NOISES = (0, 0.003, 0.01, 0.03, 0.1, 0.3, np.inf)
"""Borders of the breakdown by measured noise, as a share of the drop."""
FEWEST_OF_KIND = 5
"""Kinds with fewer runs share a row."""


def headline(unseen: Sequence[Answer], shipped: Sequence[Answer]) -> str:
    """Return all scores with bootstrap intervals, beside those of the shipped coefficients."""
    rows = [
        (
            name,
            number(score(unseen)),
            interval(scores.bootstrap(unseen, score)),
            number(score(shipped)),
        )
        for name, score in SCORES.items()
    ]
    head = ("score", "unseen", "90 % interval", "shipped coefficients (seen in fitting)")
    return table(head, rows)


def confusion(answers: Sequence[Answer]) -> str:
    """Return the confusion table, a row a true outcome."""
    found = scores.confusion(answers)
    said = (*CLASSES, "inconclusive")
    rows = [
        (true, str(sum(counts.values())), *(str(counts[name]) for name in said))
        for true, counts in found.items()
    ]
    return table(("truth", "runs", *said), rows)


def calibration(answers: Sequence[Answer]) -> str:
    """Return what the probability said and how often the likeliest verdict was right."""
    rows = [
        (
            f"{row.low:.1f} to {row.low + 0.1:.1f}",
            str(row.count),
            number(row.said),
            number(row.seen),
        )
        for row in scores.calibration(answers)
    ]
    return table(("probability", "runs", "said", "seen"), rows)


def by_length(answers: Sequence[Answer]) -> str:
    """Return brief scores by the number of finite points."""
    return _by_border("points", answers, lambda a: float(a.points), LENGTHS)


def by_noise(answers: Sequence[Answer]) -> str:
    """Return brief scores by the noise of one point as a share of the drop."""
    weighed = [answer for answer in answers if answer.noise > 0]
    return _by_border("noise", weighed, lambda a: a.noise, NOISES, PLACE)


def by_kind(answers: Sequence[Answer]) -> str:
    """Return brief scores by kind of task or family."""
    counts = Counter(answer.kind for answer in answers)
    rows = {kind: [a for a in answers if a.kind == kind] for kind in sorted(counts)}
    rare = [kind for kind in rows if counts[kind] < FEWEST_OF_KIND]
    others = [answer for kind in rare for answer in rows.pop(kind)]
    return _brief("kind", rows | {f"{len(rare)} rarer kinds": others})


def _by_border(
    name: str,
    answers: Sequence[Answer],
    value: Callable[[Answer], float],
    borders: Sequence[float],
    more: Mapping[str, Score] | None = None,
) -> str:
    rows = {}
    for low, high in pairwise(borders):
        label = f"{low:g} or more" if np.isinf(high) else f"{low:g} to {high:g}"
        rows[label] = [answer for answer in answers if low <= value(answer) < high]
    return _brief(name, rows, more)


def _brief(
    name: str, rows: Mapping[str, Sequence[Answer]], more: Mapping[str, Score] | None = None
) -> str:
    more = more or {}
    lines = [
        (
            label,
            str(len(answers)),
            *(number(score(answers), 2) for score in BRIEF.values()),
            *(number(score(answers)) for score in more.values()),
        )
        for label, answers in rows.items()
        if answers
    ]
    return table((name, "runs", *BRIEF, *more), lines)
