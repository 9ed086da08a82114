"""Fit the weights of causes on labelled trainings: ``python -m tests.accuracy.fit_causes``.

The program first says how often the injected cause is among the first three named in a folder
whose runs were left out of the fit; ``--no-scores`` leaves that out, which halves the time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from convcheck import cause_weights
from convcheck.cause_weights import ALWAYS
from convcheck.diagnosis import known_at_heart
from convcheck.profile import Profile
from tests.accuracy.cases import Case, shared_cases, stored_zoo_cases
from tests.accuracy.causes_map import CAUSES_MAP, chief
from tests.accuracy.findings_table import Diagnosed, is_named

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


@dataclass(frozen=True, slots=True)
class Faulty:
    """A run with a known fault."""

    case: Case
    """The run."""
    example: Example
    """What is fitted of it."""


def main() -> None:
    """Score on what was left out, fit on all that was faulty and did not converge, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-scores", action="store_true", help="leave the held-out scores out")
    options = parser.parse_args()
    folders = {
        "truth": faulty(shared_cases("truth")),
        "trained": faulty(shared_cases("trained")),
        "zoo": faulty(stored_zoo_cases()),
    }
    if not options.no_scores:
        for name, score in held_out(folders).items():
            print(f"{name}: {score:.3f} of {len(folders[name])} (left out of the fit)", flush=True)
    write([each.example for each in chain.from_iterable(folders.values())])


def faulty(cases: Iterable[Case]) -> list[Faulty]:
    """Return the runs with a known fault that did not converge."""
    return [
        Faulty(case, (true_facts(Profile(case.run)), chief(case.cause)))
        for case in cases
        if case.cause in CAUSES_MAP and case.outcome != "converged"
    ]


def held_out(folders: Mapping[str, Sequence[Faulty]]) -> dict[str, float]:
    """Return how often the cause is named in each folder, with weights fitted to the others."""
    scores = {}
    for name, left_out in folders.items():
        others = (runs for other, runs in folders.items() if other != name)
        weights = fit_causes([each.example for each in chain.from_iterable(others)])
        known = frozenset(fact for facts in weights.values() for fact in facts)
        with (
            patch.object(cause_weights, "load", lambda weights=weights: weights),
            patch.object(cause_weights, "known_facts", lambda known=known: known),
        ):
            named = [is_named(Diagnosed(each.case)) for each in left_out]
        scores[name] = float(np.mean(named)) if named else float("nan")
    return scores


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
