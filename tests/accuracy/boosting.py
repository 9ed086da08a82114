"""Fitting the decision tables: gradient boosting of oblivious trees, in numpy.

Each round asks for the questions that lower the cross-entropy most (second order, Friedman 2001;
the same questions for all classes at once, as CatBoost does), on a random part of the runs and
of the quantities, and takes a small step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.decision_tables import ABSENT, DecisionTables
from tests.accuracy.softmax import softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.model import FloatArray, IntArray

TABLES = 250
"""With kinds left out, 150 of three questions knew too little, 400 no more than these."""
QUESTIONS = 4
"""With three, left-out kinds of the zoo and of generated curves fared a little worse; with five,
the real trainings did."""
RATE = 0.1
"""Share of the best step that a table may take."""
RIDGE = 5.0
"""Curvature added to every row's, in runs: a row that few runs reach says little."""
LIMITS = 20
"""Limits tried for a quantity, at equal shares of the runs."""
RUNS_SHARE, QUANTITIES_SHARE = 0.7, 0.3
"""Parts of the runs and of the quantities that one table sees."""
LEAST_CURVATURE = 1e-3
"""Of a run that is as good as decided: it must not divide by nothing."""
LEAST_SHARE = 1e-6
"""Of a class that nobody votes for."""


@dataclass(frozen=True)
class _Questions:
    """All questions that may be asked."""

    quantity: IntArray
    """Shape (q,)."""
    limit: FloatArray
    """Shape (q,)."""
    answer: FloatArray
    """Shape (q, runs): one where the answer is yes; single precision, for fast products."""


def fit_tables(
    values: FloatArray, target: FloatArray, weight: FloatArray, names: Sequence[str], seed: int = 0
) -> DecisionTables:
    """Fit to ``target`` of shape (n, classes), rows summing to one, with run weights (n,)."""
    random = np.random.default_rng(seed)
    questions = _all_questions(values)
    share = np.average(target, axis=0, weights=weight)
    prior = np.log(np.maximum(share, LEAST_SHARE))
    score = np.tile(prior, (len(values), 1))
    asked, added = [], []
    for _ in range(TABLES):
        taken = weight * (random.random(len(values)) < RUNS_SHARE)
        chance = softmax(score)
        gradient = (target - chance) * taken[:, None]
        curvature = np.maximum(chance * (1.0 - chance), LEAST_CURVATURE) * taken[:, None]
        chosen, row = _ask(questions, gradient, curvature, _some(random, values.shape[1]))
        step = _row_sums(row, gradient) / (_row_sums(row, curvature) + RIDGE)
        classes = target.shape[1]
        step *= RATE * (classes - 1) / classes
        score += step[row]
        asked.append(chosen)
        added.append(step)
    chosen_all = np.array(asked)
    return DecisionTables(
        list(names),
        questions.quantity[chosen_all],
        questions.limit[chosen_all],
        np.array(added),
        prior,
    )


def _all_questions(values: FloatArray) -> _Questions:
    quantity: list[int] = []
    limit: list[float] = []
    for index, column in enumerate(values.T):
        known = column[np.isfinite(column)]
        shares = np.linspace(0.0, 1.0, LIMITS + 2)[1:-1]
        tried = np.unique(np.round(np.quantile(known, shares), 3)) if len(known) else np.empty(0)
        if len(known):
            tried = tried[(tried >= known.min()) & (tried < known.max())]
        if len(known) < len(column):
            tried = np.append(tried, ABSENT)
        quantity += [index] * len(tried)
        limit += tried.tolist()
    filled = np.where(np.isfinite(values), values, 2.0 * ABSENT)
    which, above = np.array(quantity), np.array(limit)
    answer = np.array(filled.T[which] > above[:, None], dtype=np.float32)
    return _Questions(which, above, answer)  # type: ignore[arg-type]


def _some(random: np.random.Generator, quantities: int) -> IntArray:
    count = max(1, int(QUANTITIES_SHARE * quantities))
    return random.choice(quantities, count, replace=False)


def _ask(
    questions: _Questions, gradient: FloatArray, curvature: FloatArray, allowed: IntArray
) -> tuple[list[int], IntArray]:
    """Choose questions one after the other; return them and the row of each run."""
    among = np.flatnonzero(np.isin(questions.quantity, allowed))
    answer = questions.answer[among]
    row = np.zeros(len(gradient), dtype=np.int64)
    chosen: list[int] = []
    for level in range(QUESTIONS):
        best = int(among[np.argmax(_gains(answer, gradient, curvature, row, 1 << level))])
        chosen.append(best)
        row = 2 * row + questions.answer[best].astype(np.int64)
    return chosen, row


def _gains(
    answer: FloatArray, gradient: FloatArray, curvature: FloatArray, row: IntArray, rows: int
) -> FloatArray:
    """Return shape (q,): what each question would gain, over all rows and classes."""
    both = np.stack([gradient, curvature], axis=1).astype(np.float32)
    spread = (np.eye(rows, dtype=np.float32)[row][:, :, None, None] * both[:, None]).reshape(
        len(row), -1
    )
    yes = (answer @ spread).reshape(len(answer), rows, 2, -1)
    no = spread.sum(axis=0).reshape(1, rows, 2, -1) - yes
    gain = _gain(yes) + _gain(no)
    return np.asarray(gain.sum(axis=(1, 2)))


def _gain(sums: FloatArray) -> FloatArray:
    return np.asarray(sums[:, :, 0] ** 2 / (np.maximum(sums[:, :, 1], 0.0) + RIDGE))


def _row_sums(row: IntArray, each: FloatArray) -> FloatArray:
    """Return shape (rows, classes): sums over the runs of each row."""
    total = np.zeros((1 << QUESTIONS, each.shape[1]))
    np.add.at(total, row, each)
    return total
