"""The fitted part of the settling step: how likely a loss had settled by each of its blocks.

A logistic regression of "settled by here" on the settling evidence, as in the analysis of
survival in discrete time (Cox, 1972, section 6): each quantity adds a broken line, flat beyond its
outermost knots, and a few pairs add a product, because the better a band is seen, the more an
estimate counts. The coefficients stand in ``settling_model.json``, which ``make fit`` writes.
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

STEEPEST = 30.0
"""Log-odds beyond which a probability is 0 or 1 in floating point."""


@dataclass(frozen=True, slots=True)
class Form:
    """Which broken lines and products there are; the weights apply to their design."""

    knots: Mapping[str, FloatArray]
    """By the quantity's name: shape (k,), rising, where its line may bend."""
    products: tuple[tuple[str, str], ...]
    """Pairs of quantities whose product counts."""

    def design(self, evidence: Mapping[str, FloatArray]) -> FloatArray:
        """Return shape (b, 1 + pieces + products) for evidence of shape (b,) each.

        What is unknown, NaN, adds nothing.
        """
        columns = [np.ones((len(next(iter(evidence.values()))), 1))]
        for name, knots in self.knots.items():
            value = evidence[name][:, None]
            columns.append(np.clip((value - knots[:-1]) / np.diff(knots), 0.0, 1.0))
        columns += [0.5 * (evidence[one] * evidence[two])[:, None] for one, two in self.products]
        return np.nan_to_num(np.hstack(columns), nan=0.0)


@dataclass(frozen=True, slots=True)
class SettlingModel:
    """The form and its weights."""

    form: Form
    """The broken lines and products."""
    weight: FloatArray
    """Shape (1 + pieces + products,), log-odds."""

    def settled_by(self, evidence: Mapping[str, FloatArray]) -> FloatArray:
        """Return the probability that the loss had settled by each block: (b,), never falling."""
        odds = np.clip(self.form.design(evidence) @ self.weight, -STEEPEST, STEEPEST)
        return np.maximum.accumulate(1.0 / (1.0 + np.exp(-odds)))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of the file."""
        lines: dict[str, Any] = {}
        at = 1
        for name, knots in self.form.knots.items():
            pieces = self.weight[at : at + len(knots) - 1]
            at += len(pieces)
            lines[name] = {"knots": knots.tolist(), "weights": np.round(pieces, 4).tolist()}
        products = [
            [one, two, round(float(weight), 4)]
            for (one, two), weight in zip(self.form.products, self.weight[at:], strict=True)
        ]
        intercept = round(float(self.weight[0]), 4)
        return {"intercept": intercept, "lines": lines, "products": products}

    @staticmethod
    def from_dict(plain: Mapping[str, Any]) -> SettlingModel:
        """Build a model from the content of its file."""
        lines = plain["lines"]
        form = Form(
            {name: np.array(line["knots"], dtype=float) for name, line in lines.items()},
            tuple((one, two) for one, two, _ in plain["products"]),
        )
        weights = [plain["intercept"]]
        for line in lines.values():
            weights += line["weights"]
        weights += [weight for _, _, weight in plain["products"]]
        return SettlingModel(form, np.array(weights, dtype=float))


@cache
def load() -> SettlingModel:
    """Load the coefficients that come with the package."""
    text = files("convcheck").joinpath("settling_model.json").read_text(encoding="utf-8")
    return SettlingModel.from_dict(json.loads(text))
