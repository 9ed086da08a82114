"""How sure the scores of a decision are in a log: surer where logs like it were read well.

One set of scores serves loud logs and clean ones. What is right on the average over both is too
sure of the first and too humble of the second, so the scores of a log are divided by a temperature
before they become probabilities (temperature scaling, Guo et al., 2017), and every log has its own.
It changes no order of the classes. ``decision_temperature.json`` holds its coefficients; ``make
fit`` learns them from runs whose kind of training the scores never saw.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.broken_line import BrokenLine

if TYPE_CHECKING:
    from convcheck.model import FloatArray

HIGHEST = 2.5
"""Highest temperature, and its inverse the lowest: not one log in a hundred would go further."""

UNLIKE = 0.01
"""Chance that a log is like nothing that was learned from, and may be anything: no score can tell.
Of runs left out that were said to be surer than 99 %, 3 in 775 were wrong; others may be further
from what is known than these."""


@dataclass(frozen=True, slots=True)
class Temperature:
    """The fitted temperature: the exponential of a sum of broken lines, one a quantity."""

    intercept: float = 0.0
    """Logarithm of the temperature before any quantity."""
    lines: Mapping[str, BrokenLine] = field(default_factory=dict)
    """By the quantity's name, each of a single score."""

    def of(self, quantities: Mapping[str, float]) -> float:
        """Return the temperature of a log with these quantities; below one it is read well."""
        parts = [float(line.scores(quantities[name])[0]) for name, line in self.lines.items()]
        most = float(np.log(HIGHEST))
        return float(np.exp(np.clip(self.intercept + sum(parts), -most, most)))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of the file."""
        lines = {
            name: {
                "knots": np.round(line.knots, 4).tolist(),
                "weights": np.round(line.weight[:, 0], 3).tolist(),
                "missing": round(float(line.missing[0]), 3),
            }
            for name, line in self.lines.items()
        }
        return {"intercept": round(self.intercept, 3), "quantities": lines}

    @staticmethod
    def from_dict(plain: Mapping[str, Any]) -> Temperature:
        """Build it from the content of its file."""
        lines = {
            name: BrokenLine(
                np.array(line["knots"], dtype=float),
                np.array(line["weights"], dtype=float)[:, None],
                np.array([line["missing"]], dtype=float),
            )
            for name, line in plain["quantities"].items()
        }
        return Temperature(plain["intercept"], lines)


def to_chances(scores: FloatArray, temperature: float = 1.0) -> FloatArray:
    """Turn scores into probabilities, shape (classes,) both; UNLIKE keeps them from certainty."""
    raised = np.exp((scores - scores.max()) / temperature)
    return np.asarray((1.0 - UNLIKE) * raised / raised.sum() + UNLIKE / len(scores))


@cache
def load() -> Temperature:
    """Load the coefficients that come with the package."""
    text = files("convcheck").joinpath("decision_temperature.json").read_text(encoding="utf-8")
    return Temperature.from_dict(json.loads(text))
