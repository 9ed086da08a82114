"""Fit the weights of causes on labelled trainings: python -m tests.accuracy.fit_causes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convcheck.cause_weights import ALWAYS
from convcheck.diagnosis import known_at_heart
from convcheck.profile import Profile
from tests.accuracy.cases import shared_cases, zoo_cases
from tests.accuracy.causes_map import CAUSES_MAP, chief

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

WEIGHTS = Path(__file__).resolve().parents[2] / "convcheck" / "cause_weights.json"
"""What is written."""
PENALTY = 3.0
"""Ridge on every weight but the first, in runs: the inverse of the usual C = 0.3."""
STEPS, RATE = 600, 0.5
"""Of gradient descent on the mean loss; it is convex and has long converged by then."""
SMALLEST = 0.05
"""Weights below this change no order and are left out."""

ABOUT_THE_LOGGER = frozenset(
    {"has_validation", "has_gradient_norm", "has_loss_scale", "rate_logged", "rate_constant"}
)
"""Facts that tell which folder a training is from, not what ailed it."""

Example = tuple[frozenset[str], str]
"""The facts that hold of a run, and the id of its cause."""


def main() -> None:
    """Fit on all labelled trainings that were faulty and did not converge, and write."""
    cases = chain(shared_cases("truth"), shared_cases("trained"), zoo_cases())
    examples = [
        (true_facts(Profile(case.run)), chief(case.cause))
        for case in cases
        if case.cause in CAUSES_MAP and case.outcome != "converged"
    ]
    write(examples)


def write(examples: Sequence[Example]) -> None:
    """Fit and write the weights."""
    fitted = fit_causes(examples)
    WEIGHTS.write_text(json.dumps(fitted, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def true_facts(profile: Profile) -> frozenset[str]:
    """Return the names of the facts that are true or false by nature, and hold."""
    facts = known_at_heart(profile)
    holding = {name for name, value in facts.items() if isinstance(value, bool) and value}
    return frozenset(holding - ABOUT_THE_LOGGER)


def fit_causes(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Return cause to fact to weight: a penalised softmax over facts that hold or do not."""
    names = sorted(set(_all(facts for facts, _ in examples)))
    causes = sorted({cause for _, cause in examples})
    design = np.array([[1.0, *(name in facts for name in names)] for facts, _ in examples])
    target = np.array([causes.index(cause) for _, cause in examples])
    weight = _descend(design, target, len(causes))
    return {
        cause: {
            name: round(float(value), 3)
            for name, value in zip([ALWAYS, *names], weight[:, index], strict=True)
            if abs(value) >= SMALLEST
        }
        for index, cause in enumerate(causes)
    }


def _descend(design: FloatArray, target: IntArray, classes: int) -> FloatArray:
    """Gradient descent with momentum on the penalised log loss; shape (facts + 1, classes)."""
    rows = len(design)
    truth = np.eye(classes)[target]
    weight = np.zeros((design.shape[1], classes))
    speed = np.zeros_like(weight)
    ridge = np.full((design.shape[1], 1), PENALTY / rows)
    ridge[0] = 0.0
    for _ in range(STEPS):
        score = design @ weight
        chance = np.exp(score - score.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        slope = design.T @ (chance - truth) / rows + ridge * weight
        speed = 0.9 * speed - RATE * slope
        weight = weight + speed
    return weight


def _all(groups: Iterable[Iterable[str]]) -> Iterable[str]:
    return chain.from_iterable(groups)


if __name__ == "__main__":
    main()
