"""Decision tables learn what no sum of single quantities can say, and read back as written."""

from __future__ import annotations

import numpy as np

from convcheck.decision_tables import DecisionTables
from tests.accuracy.boosting import fit_tables
from tests.accuracy.softmax import fit_softmax, one_hot

NAMES = ("noise", "late fall", "early fall", *(f"idle {number}" for number in range(9)))


def interaction(seed: int, runs: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    """Return quantities (runs, 12) and their class: noise decides which of the others counts."""
    values = np.random.default_rng(seed).normal(size=(runs, len(NAMES)))
    told = np.where(values[:, 0] < 0, values[:, 1], values[:, 2])
    return values, (told > 0).astype(np.int64)


def test_tables_learn_what_two_quantities_say_only_together() -> None:
    """Of unseen runs nine in ten are told, where a sum of lines tells at most four in five."""
    values, truth = interaction(1)
    votes, weight = one_hot(truth, 2), np.ones(len(values))
    tables = fit_tables(values, votes, weight, NAMES)
    lines = fit_softmax(values, votes, weight)
    unseen, expected = interaction(2)
    assert np.mean(tables.score_rows(unseen).argmax(axis=1) == expected) > 0.9
    assert np.mean(lines.probabilities(unseen).argmax(axis=1) == expected) < 0.8


def test_tables_read_back_as_they_were_written() -> None:
    """What the file keeps gives the same scores to within its rounding, times the tables."""
    values, truth = interaction(3)
    tables = fit_tables(values, one_hot(truth, 2), np.ones(len(values)), NAMES)
    read = DecisionTables.from_dict(tables.to_dict())
    most = 0.0006 * (1 + len(tables.added))
    np.testing.assert_allclose(read.score_rows(values), tables.score_rows(values), atol=most)


def test_the_first_question_leads_and_a_missing_quantity_answers_no() -> None:
    """Row 2 of 4 is yes, then no; a quantity that a log lacks is above no limit."""
    added = np.arange(4.0)[None, :, None] * np.ones(5)
    tables = DecisionTables(NAMES, np.array([[0, 1]]), np.array([[0.0, 0.0]]), added, np.zeros(5))
    scores = tables.scores(dict.fromkeys(NAMES, 0.0) | {"noise": 1.0, "late fall": np.nan})
    assert [2.0] * 5 == scores.tolist()
