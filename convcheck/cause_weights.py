"""How much each fact of a log speaks for each cause, learned from trainings with known faults.

A softmax over facts that hold or do not: the weights stand in ``cause_weights.json`` and are
fitted by ``tests/accuracy/fit_causes.py``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

ALWAYS = "always"
"""The weight that counts whatever the facts: how common a cause is."""


@lru_cache(maxsize=1)
def load() -> Mapping[str, Mapping[str, float]]:
    """Return the weights: cause to fact to weight."""
    text = files("convcheck").joinpath("cause_weights.json").read_text(encoding="utf-8")
    return cast("Mapping[str, Mapping[str, float]]", json.loads(text))


@lru_cache(maxsize=1)
def known_facts() -> frozenset[str]:
    """Return the facts that have a weight for any cause."""
    return frozenset(fact for weights in load().values() for fact in weights)


def support(cause: str, facts: Mapping[str, Any]) -> float | None:
    """Return how much the facts speak for a cause; none where no training had it as its fault."""
    weights = load().get(cause)
    if weights is None:
        return None
    return sum(weight for fact, weight in weights.items() if fact == ALWAYS or facts.get(fact))


def chances(causes: Iterable[str], facts: Mapping[str, Any]) -> dict[str, float]:
    """Return how likely causes are among all with weights, given that one of those is at work.

    Causes without weights are left out.
    """
    scores = {cause: support(cause, facts) or 0.0 for cause in load()}
    highest = max(scores.values())
    odds = {cause: math.exp(score - highest) for cause, score in scores.items()}
    total = sum(odds.values())
    return {cause: odds[cause] / total for cause in causes if cause in odds}


def likeliest_first(causes: Sequence[str], facts: Mapping[str, Any]) -> list[str]:
    """Sort causes by their support; those without one keep their order behind the others."""
    scores = {cause: support(cause, facts) for cause in causes}
    known = [cause for cause in causes if scores[cause] is not None]
    known.sort(key=lambda cause: -(scores[cause] or 0.0))
    return known + [cause for cause in causes if scores[cause] is None]
