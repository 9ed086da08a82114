"""The fitted part of the decision: five scores from the quantities, by two voices of equal weight.

One voice is a sum of broken lines, one line a quantity: easy to read, and it gives the reason.
Its coefficients stand in ``decision_model.json``, which ``make fit`` writes from trainings with
known outcome. A line is flat beyond its outermost knots, so that no log outside what was seen
gets an extreme answer; a quantity that a log lacks adds its weight for "missing". The other
voice are the decision tables, which weigh quantities against each other. On kinds of training
that were left out of the fit their mean errs less than either.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck import decision_tables
from convcheck.decision_tables import DecisionTables

if TYPE_CHECKING:
    from convcheck.model import FloatArray

CLASSES = ("converged", "improving", "stuck", "oscillating", "diverged")
"""The verdicts that are told apart, in the order of all coefficients."""
TABLES_SHARE = 0.5
"""Weight of the tables' scores against those of the lines."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one quantity adds to the five scores."""

    knots: FloatArray
    """Shape (k,), rising: where the line may bend."""
    weight: FloatArray
    """Shape (k - 1, 5): by how much the scores change from knot to knot."""
    missing: FloatArray
    """Shape (5,): what its absence adds."""

    def scores(self, value: float) -> FloatArray:
        """Return shape (5,): what this value adds to the scores."""
        if not np.isfinite(value):
            return self.missing
        ramps = np.clip((value - self.knots[:-1]) / np.diff(self.knots), 0.0, 1.0)
        return np.asarray(ramps @ self.weight)


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """All lines and tables."""

    terms: Mapping[str, Term]
    """By the quantity's name."""
    intercept: FloatArray
    """Shape (5,): scores of the lines before any quantity."""
    tables: DecisionTables
    """The tables."""

    def contributions(self, quantities: Mapping[str, float]) -> dict[str, FloatArray]:
        """Return what the line of each quantity adds to the five scores, shape (5,) each."""
        return {name: term.scores(quantities[name]) for name, term in self.terms.items()}

    def probabilities(self, quantities: Mapping[str, float]) -> FloatArray:
        """Return the probability of each class, shape (5,)."""
        lines = self.intercept + sum(self.contributions(quantities).values())
        looked_up = self.tables.scores(quantities)
        score = TABLES_SHARE * looked_up + (1.0 - TABLES_SHARE) * lines
        raised = np.exp(score - score.max())
        return np.asarray(raised / raised.sum())

    @staticmethod
    def from_dict(plain: Mapping[str, Any], tables: DecisionTables) -> DecisionModel:
        """Build a model from the content of its file, and its tables."""
        terms = {
            name: Term(
                np.array(term["knots"], dtype=float),
                np.array([term["weights"][verdict] for verdict in CLASSES], dtype=float).T,
                np.array(term["missing"], dtype=float),
            )
            for name, term in plain["quantities"].items()
        }
        return DecisionModel(terms, np.array(plain["intercept"], dtype=float), tables)


@cache
def load() -> DecisionModel:
    """Load the coefficients that come with the package."""
    text = files("convcheck").joinpath("decision_model.json").read_text(encoding="utf-8")
    return DecisionModel.from_dict(json.loads(text), decision_tables.load())
