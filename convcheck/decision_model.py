"""The fitted part of the decision: five scores from the quantities, by two voices of equal weight.

One voice is a sum of broken lines, one line a quantity: easy to read, and it gives the reason.
Its coefficients stand in ``decision_model.json``, which ``make fit`` writes from trainings with
known outcome. A line is flat beyond its outermost knots, so that no log outside what was seen
gets an extreme answer; a quantity that a log lacks adds its weight for "missing". The other
voice are the decision tables, which weigh quantities against each other. On kinds of training
that were left out of the fit their mean errs less than either. How sure that makes is a question
of its own, which ``temperature`` answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck import decision_tables, temperature
from convcheck.broken_line import BrokenLine
from convcheck.decision_tables import DecisionTables
from convcheck.definitions import by_definition
from convcheck.temperature import Temperature, to_chances

if TYPE_CHECKING:
    from convcheck.model import FloatArray

CLASSES = ("converged", "improving", "stuck", "oscillating", "diverged")
"""The verdicts that are told apart, in the order of all coefficients."""
TABLES_SHARE = 0.5
"""Weight of the tables' scores against those of the lines."""


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """All lines and tables."""

    lines: Mapping[str, BrokenLine]
    """By the quantity's name, each of five scores."""
    intercept: FloatArray
    """Shape (5,): scores of the lines before any quantity."""
    tables: DecisionTables
    """The tables."""
    temperature: Temperature = field(default_factory=Temperature)
    """How sure the scores are."""

    def contributions(self, quantities: Mapping[str, float]) -> dict[str, FloatArray]:
        """Return what the line of each quantity adds to the five scores, shape (5,) each."""
        return {name: line.scores(quantities[name]) for name, line in self.lines.items()}

    def scores(self, quantities: Mapping[str, float]) -> FloatArray:
        """Return the scores of the classes, shape (5,): the mean of both voices."""
        lines = self.intercept + sum(self.contributions(quantities).values())
        looked_up = self.tables.scores(quantities)
        return np.asarray(TABLES_SHARE * looked_up + (1.0 - TABLES_SHARE) * lines)

    def probabilities(self, quantities: Mapping[str, float]) -> FloatArray:
        """Return the probability of each class, shape (5,)."""
        scores = by_definition(self.scores(quantities), quantities)
        return to_chances(scores, self.temperature.of(quantities))

    @staticmethod
    def from_dict(
        plain: Mapping[str, Any], tables: DecisionTables, temperature: Temperature | None = None
    ) -> DecisionModel:
        """Build a model from the content of its file, its tables and its temperature."""
        lines = {
            name: BrokenLine(
                np.array(line["knots"], dtype=float),
                np.array([line["weights"][verdict] for verdict in CLASSES], dtype=float).T,
                np.array(line["missing"], dtype=float),
            )
            for name, line in plain["quantities"].items()
        }
        intercept = np.array(plain["intercept"], dtype=float)
        return DecisionModel(lines, intercept, tables, temperature or Temperature())


@cache
def load() -> DecisionModel:
    """Load the coefficients that come with the package."""
    text = files("convcheck").joinpath("decision_model.json").read_text(encoding="utf-8")
    return DecisionModel.from_dict(json.loads(text), decision_tables.load(), temperature.load())
