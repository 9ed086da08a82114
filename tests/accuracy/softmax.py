"""Fitting the decision: a softmax over ramps, penalised, by Newton's method in numpy.

Each quantity enters through ramps between knots, so its contribution is a broken line that is
flat beyond the outermost knots: no run outside what was seen gets an extreme answer, and NaN
adds only the weight for "missing".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

KNOT_SHARES = (0.02, 0.15, 0.35, 0.5, 0.65, 0.85, 0.98)
"""Quantiles at which a quantity's line may bend."""
PENALTY = 6.0
"""Ridge on every weight, in runs; chosen by leaving task kinds out, flat between 4 and 15."""
MOST_STEPS = 60


@dataclass(frozen=True)
class Softmax:
    """A fitted decision."""

    knots: list[FloatArray]
    """For each quantity, shape (k,), rising."""
    weight: FloatArray
    """Shape (ramps + missing + 1, classes); the last row is the intercept."""

    def probabilities(self, values: FloatArray) -> FloatArray:
        """Return shape (n, classes) for ``values`` of shape (n, quantities)."""
        return softmax(ramps(values, self.knots) @ self.weight)


def find_knots(values: FloatArray) -> list[FloatArray]:
    """Return the knots of each quantity from shape (n, quantities)."""
    knots = []
    for column in values.T:
        known = column[np.isfinite(column)]
        found = np.quantile(known, KNOT_SHARES) if len(known) else np.array([0.0, 1.0])
        found = np.unique(np.round(found, 4))
        if len(found) < 2:
            found = np.array([found[0], found[0] + 1.0])
        knots.append(found)
    return knots


def ramps(values: FloatArray, knots: list[FloatArray]) -> FloatArray:
    """Return the design, shape (n, ramps + missing + 1)."""
    columns = []
    for value, knot in zip(values.T, knots, strict=True):
        missing = ~np.isfinite(value)
        filled = np.where(missing, knot[0], value)
        pieces = np.clip((filled[:, None] - knot[:-1]) / np.diff(knot), 0.0, 1.0)
        columns.append(np.where(missing[:, None], 0.0, pieces))
        columns.append(missing[:, None].astype(float))
    columns.append(np.ones((len(values), 1)))
    return np.hstack(columns)


def fit_softmax(
    values: FloatArray, target: FloatArray, weight: FloatArray, penalty: float = PENALTY
) -> Softmax:
    """Fit to ``target`` of shape (n, classes), rows summing to one, with run weights (n,)."""
    knots = find_knots(values)
    design = ramps(values, knots)
    ridge = np.full(design.shape[1], penalty)
    ridge[-1] = 1e-3
    return Softmax(knots, _newton(design, target, weight, ridge))


def _newton(
    design: FloatArray, target: FloatArray, weight: FloatArray, ridge: FloatArray
) -> FloatArray:
    """Minimise the penalised cross-entropy with the Böhning (1992) bound on the curvature.

    The bound 1/2 (I - 11'/K) times the weighted Gram matrix majorises every Hessian, so one
    factorisation serves all steps and each step descends; momentum makes up for its caution.
    """
    classes = target.shape[1]
    gram = design.T @ (design * weight[:, None])
    inverse = np.linalg.inv(0.5 * gram + np.diag(ridge))
    current = np.zeros((design.shape[1], classes))
    momentum = current.copy()
    step = 1.0
    for _ in range(MOST_STEPS * 10):
        gradient = design.T @ ((softmax(design @ momentum) - target) * weight[:, None])
        gradient += ridge[:, None] * momentum
        following = momentum - inverse @ gradient
        next_step = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * step**2))
        momentum = following + (step - 1.0) / next_step * (following - current)
        change = float(np.abs(following - current).max())
        current, step = following, next_step
        if change < 1e-5:
            break
    return current


def softmax(score: FloatArray) -> FloatArray:
    """Return probabilities by row, shape (n, classes), of scores of that shape."""
    raised = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def one_hot(index: IntArray, classes: int) -> FloatArray:
    """Return shape (n, classes) with a one at each index."""
    return np.eye(classes)[index]
