"""Cases with their quantities measured, kept in a cache so that fitting takes seconds."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convcheck.decision import guard
from convcheck.profile import Profile
from convcheck.quantities import quantities
from tests.accuracy.cases import Case


@dataclass(frozen=True)
class Measured:
    """A case as the decision sees it."""

    id: str
    source: str
    kind: str
    outcome: str
    acceptable: frozenset[str]
    ambiguous: bool
    quantities: dict[str, float]
    """Empty where a guard decides without them."""
    guarded: str
    """The guard's verdict, or empty."""
    extras: dict[str, Any]


def measure(case: Case) -> Measured:
    """Measure one case."""
    profile = Profile(case.run)
    guarded = guard(profile.objective)
    found: dict[str, float] = {}
    if guarded is None:
        found = quantities(profile.objective, profile.validation, profile.learning_rate)
    return Measured(
        case.id,
        case.source,
        case.kind,
        case.outcome,
        case.acceptable,
        case.ambiguous,
        found,
        "" if guarded is None else str(guarded.verdict),
        {"points": len(profile.objective)},
    )
