"""Decision tables: each asks a few yes-or-no questions and looks up what the answers add.

A table is an oblivious tree (Kohavi 1994): the same questions for every log, one per level, so
that the answers read as a binary number are the row to look up. Tables see what broken lines of
single quantities cannot: a late fall means one thing in a clean log and another below its noise.
``decision_tables.json`` holds them; ``make fit`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

UNIT = 0.001
"""Unit of the scores in the file, which are whole numbers there."""
ABSENT = -1e9
"""What a quantity that a log lacks counts as: below every limit but this one."""


@dataclass(frozen=True, slots=True)
class DecisionTables:
    """All tables; their looked-up rows add up to the five scores."""

    names: Sequence[str]
    """The quantities that may be asked for."""
    quantity: IntArray
    """Shape (tables, questions): index into ``names``."""
    limit: FloatArray
    """Shape (tables, questions): the answer is yes where the quantity is above this."""
    added: FloatArray
    """Shape (tables, 2 ** questions, 5): scores by the answers, the first question leading."""
    prior: FloatArray
    """Shape (5,): scores before any question."""

    def scores(self, quantities: Mapping[str, float]) -> FloatArray:
        """Return shape (5,): the scores of one log."""
        values = np.array([[quantities[name] for name in self.names]])
        return np.asarray(self.score_rows(values)[0])

    def score_rows(self, values: FloatArray) -> FloatArray:
        """Return shape (n, 5) for ``values`` of shape (n, quantities) in the order of ``names``."""
        known = np.where(np.isfinite(values), values, 2.0 * ABSENT)
        questions = self.quantity.shape[1]
        place = 1 << np.arange(questions - 1, -1, -1)
        score = np.tile(self.prior, (len(values), 1))
        for quantity, limit, added in zip(self.quantity, self.limit, self.added, strict=True):
            score += added[(known[:, quantity] > limit) @ place]
        return score

    def to_dict(self) -> dict[str, Any]:
        """Return the content of the file."""
        return {
            "prior": np.round(self.prior, 3).tolist(),
            "quantities": list(self.names),
            "tables": [
                {
                    "asks": quantity.tolist(),
                    "above": limit.tolist(),
                    "adds": np.round(added / UNIT).astype(int).ravel().tolist(),
                }
                for quantity, limit, added in zip(
                    self.quantity, self.limit, self.added, strict=True
                )
            ],
        }

    @staticmethod
    def from_dict(plain: Mapping[str, Any]) -> DecisionTables:
        """Build the tables from the content of their file."""
        tables, prior = plain["tables"], np.array(plain["prior"], dtype=float)
        added = UNIT * np.array([table["adds"] for table in tables], dtype=float)
        return DecisionTables(
            plain["quantities"],
            np.array([table["asks"] for table in tables], dtype=np.int64),
            np.array([table["above"] for table in tables], dtype=float),
            added.reshape(len(tables), -1, len(prior)),
            prior,
        )


@cache
def load() -> DecisionTables:
    """Load the tables that come with the package."""
    text = files("convcheck").joinpath("decision_tables.json").read_text(encoding="utf-8")
    return DecisionTables.from_dict(json.loads(text))
