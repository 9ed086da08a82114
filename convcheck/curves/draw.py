"""Random curves: of any family, length, noise and spacing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from .build import generate
from .curve import Curve
from .noise import NOISE_LAWS, NoiseLaw
from .shape import FAMILIES
from .steps import SPACINGS

USUAL_POINTS = (30, 20_000)
"""Between these lie nine lengths in ten."""

ANY_POINTS = (8, 1_000_000)
"""Between these lie all lengths, unless ``max_points`` says less."""

NOISE_SHARES = (0.001, 0.5)
"""Least and greatest noise, as shares of the descent."""

HEALTHY_VERDICTS = frozenset({"converged", "improving"})

ATTEMPTS = 1000
"""Draws after which no healthy curve is said to be found; about one in two is healthy."""

DRAWING = 101
"""Keeps the generators of this module apart from those that log a curve."""


def random_curve(
    seed: int,
    *,
    max_points: int = ANY_POINTS[1],
    families: Collection[str] | None = None,
    noise_laws: Collection[NoiseLaw] = NOISE_LAWS,
) -> Curve:
    """Draw a curve of these families (default: all) and noises, with at most so many points.

    There are at least 8 of them.
    """
    random = np.random.default_rng([seed, DRAWING])
    names = sorted(families if families is not None else FAMILIES)
    name = names[random.integers(len(names))]
    options = _options(name, noise_laws, random, max_points)
    options |= _accidents(options["points"], random)
    return generate(name, seed=seed, **options)


def healthy(seed: int, *, max_points: int = USUAL_POINTS[1]) -> Curve:
    """Draw a curve that converged or is improving beyond doubt, and has nothing else to report."""
    names = sorted(name for name, family in FAMILIES.items() if family.healthy)
    for attempt in range(ATTEMPTS):
        random = np.random.default_rng([seed, attempt, DRAWING])
        name = names[random.integers(len(names))]
        curve = generate(name, seed=seed, **_options(name, NOISE_LAWS, random, max_points))
        if curve.truth.acceptable <= HEALTHY_VERDICTS:
            return curve
    raise RuntimeError(f"no healthy curve within {ATTEMPTS} draws")


def _options(
    name: str, noise_laws: Collection[NoiseLaw], random: np.random.Generator, max_points: int
) -> dict[str, Any]:
    """Draw the parameters of a family, and how its curve is logged."""
    parameters = FAMILIES[name].parameters
    own = {key: parameters[key].draw(random) for key in parameters}
    return {
        "points": _points(random, max_points),
        "noise": _log_uniform(random, *NOISE_SHARES),
        "noise_law": str(random.choice(list(noise_laws))),
        "noise_memory": float(random.uniform(0.3, 0.9)),
        "scale": _log_uniform(random, 0.01, 100.0) if random.random() < 0.3 else 1.0,
        "spacing": str(random.choice(SPACINGS, p=[0.8, 0.15, 0.05])),
        "first_step": int(random.choice([0, 1, 1000], p=[0.6, 0.3, 0.1])),
        "stride": int(random.choice([1, 10, 50, 500])),
        "evaluations": int(random.integers(10, 101)),
        **own,
    }


def _accidents(points: int, random: np.random.Generator) -> dict[str, Any]:
    """Draw what may befall any log: spikes, missing values, repeats, a shifted zero."""
    accidents: dict[str, Any] = {}
    if random.random() < 0.2:
        accidents["spikes"] = int(random.integers(1, 2 + min(points // 40, 8)))
        accidents["spike_height"] = _log_uniform(random, 0.3, 5.0)
        accidents["spike_length"] = int(random.integers(1, 3)) if points >= 30 else 1
    if random.random() < 0.05:
        accidents["repeats"] = max(points // 20, 1)
    elif random.random() < 0.05:
        accidents["resumed_at"] = float(random.uniform(0.3, 0.9))
    if random.random() < 0.05:
        accidents["missing"] = max(points // 100, 1)
    if random.random() < 0.1:
        accidents["shift"] = float(random.choice([-10.0, -3.0, -1.0, 1.0]))
    return accidents


def _points(random: np.random.Generator, max_points: int) -> int:
    low, high = USUAL_POINTS if random.random() < 0.9 else ANY_POINTS
    high = min(high, max_points)
    return round(_log_uniform(random, min(low, high), high))


def _log_uniform(random: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(random.uniform(np.log(low), np.log(high))))
