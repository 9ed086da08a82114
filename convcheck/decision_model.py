"""The fitted part of the decision: five scores, each a sum of broken lines of the quantities.

The coefficients stand in ``decision_model.json``, which ``make fit`` writes from trainings with
known outcome. A quantity's line is flat beyond its outermost knots, so that no log outside what
was seen gets an extreme answer; a quantity that a log lacks adds its weight for "missing".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

CLASSES = ("converged", "improving", "stuck", "oscillating", "diverged")
"""The verdicts that are told apart, in the order of all coefficients."""


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
    """All terms and how sure their sum may be."""

    terms: Mapping[str, Term]
    """By the quantity's name."""
    intercept: FloatArray
    """Shape (5,)."""

    def contributions(self, quantities: Mapping[str, float]) -> dict[str, FloatArray]:
        """Return what each quantity adds to the five scores, shape (5,) each."""
        return {name: term.scores(quantities[name]) for name, term in self.terms.items()}

    def probabilities(self, contributions: Mapping[str, FloatArray]) -> FloatArray:
        """Return the probability of each class, shape (5,)."""
        score = self.intercept + sum(contributions.values())
        raised = np.exp(score - score.max())
        return np.asarray(raised / raised.sum())

    @staticmethod
    def from_dict(plain: Mapping[str, Any]) -> DecisionModel:
        """Build a model from the content of its file."""
        terms = {
            name: Term(
                np.array(term["knots"], dtype=float),
                np.array([term["weights"][verdict] for verdict in CLASSES], dtype=float).T,
                np.array(term["missing"], dtype=float),
            )
            for name, term in plain["quantities"].items()
        }
        return DecisionModel(terms, np.array(plain["intercept"], dtype=float))


@cache
def load() -> DecisionModel:
    """Load the coefficients that come with the package."""
    text = files("convcheck").joinpath("decision_model.json").read_text(encoding="utf-8")
    return DecisionModel.from_dict(json.loads(text))
