"""Generated curves that carry one planted flag, or none: what rules on flags are scored on.

The seeds are kept apart from those of the curves that the decision is fitted on and that the tests
of silence look at, so no limit of a rule was chosen on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.curves import FAMILIES, generate, random_curve

if TYPE_CHECKING:
    from convcheck.curves import Curve
    from convcheck.model import FloatArray

PLAIN = ""
"""Stands for no flag at all."""
FLAGS = ("nan", "resumed", "truncated", "spikes", PLAIN)
"""Dealt in turn."""
FIRST_SEED = 40_000_000
"""Far from all other seeds in the repository."""
MOST_POINTS = 5_000
"""Longer curves are no harder, only slower."""
ACCIDENTS = frozenset(
    {"spikes", "spike_height", "spike_length", "repeats", "resumed_at", "missing", "shift"}
)
"""What befalls random curves by chance; here it is planted or left out on purpose."""
CLEARANCE = (1.5, 15.0)
"""Least and greatest height of spikes, in the largest excursion of the same log without them: a
spike that noise reaches nobody could see."""
LEAST_HEIGHT = 0.15
"""Share of the descent from which on a bad batch counts as seen in labelled trainings."""
LOWEST_DRAWN = 0.7
"""The lowest spike of a curve, in their mean height."""
FEWEST_POINTS = 30
"""In a shorter log a spike is a good part of the run."""
FIRST_STEPS, FIRST_POINTS = 0.05, 5
"""Share of a run, and records, that belong to its start, where a leap is a matter of warm-up."""
ATTEMPTS, NEXT_ATTEMPT = 100, 1_000_000
"""Draws until a curve fits its flag, and what lies between their seeds."""
NEIGHBOURS = 7
"""Records within which a rise of the mean curve looks like a leap."""
FEWEST_AGAIN = 2
"""Records that a resumed run logs again; with one the counter only stands still."""


@dataclass(frozen=True)
class Planted:
    """A curve, and what was planted in it."""

    flag: str
    """One of ``FLAGS``."""
    curve: Curve
    """The curve; truncation is left to whoever writes it down."""
    random: np.random.Generator
    """For further choices about the same log."""


def plant(number: int, first_seed: int = FIRST_SEED) -> Planted:
    """Draw curve ``number``, which carries the flag whose turn it is."""
    flag = FLAGS[number % len(FLAGS)]
    for attempt in range(ATTEMPTS):
        seed = first_seed + number + attempt * NEXT_ATTEMPT
        random = np.random.default_rng([seed, 7])
        planted = Planted(flag, _curve(seed, flag, random), random)
        if flag != "spikes" or _is_spiky(planted.curve):
            return planted
    raise RuntimeError(f"no curve with {flag} within {ATTEMPTS} draws")


def _curve(seed: int, flag: str, random: np.random.Generator) -> Curve:
    """Draw a curve of any family, with what its flag calls for and no other accident.

    A loss that is not finite is kept for its own flag.
    """
    families = sorted(set(FAMILIES) - {"not_finite"})
    if flag == "nan" and random.random() < 0.5:
        families = ["not_finite"]
    plain = random_curve(seed, max_points=MOST_POINTS, families=families)
    family = plain.family
    options = {k: v for k, v in plain.options.items() if k not in ACCIDENTS}
    if flag == "spikes":
        options |= _spikes(generate(family, seed=seed, **options), random)
    elif flag == "resumed":
        options |= _resumed(options["points"], random)
    elif flag == "nan" and family != "not_finite":
        options["missing"] = int(random.integers(1, 2 + options["points"] // 100))
    elif random.random() < 0.1:
        options["repeats"] = max(options["points"] // 20, 1)
    return generate(family, seed=seed, **options)


def _is_spiky(curve: Curve) -> bool:
    """Return whether spikes are what is wrong with a curve.

    But for them it goes well, it is no handful of points, and one lies beyond the first steps.
    """
    if curve.truth.verdict not in ("converged", "improving") or len(curve.step) < FEWEST_POINTS:
        return False
    places = np.searchsorted(curve.step, curve.truth.spike_steps)
    return bool((places > max(FIRST_STEPS * len(curve.step), FIRST_POINTS)).any())


def _spikes(plain: Curve, random: np.random.Generator) -> dict[str, Any]:
    """Draw spikes that stand out from what the plain curve does by itself."""
    points = len(plain.loss)
    excursion = float(np.max(plain.loss - plain.clean)) + _steepest_rise(plain.clean)
    clearance = float(np.exp(random.uniform(*np.log(CLEARANCE))))
    height = max(clearance * excursion / (plain.options["scale"] * _unit(plain)), LEAST_HEIGHT)
    return {
        "spikes": int(random.integers(1, 2 + min(points // 40, 7))) if points >= 8 else 0,
        "spike_height": height / LOWEST_DRAWN,
        "spike_length": int(random.integers(1, 5)) if points >= 100 else 1,
    }


def _unit(curve: Curve) -> float:
    """Return what a spike of height one would add: the noise is planted in the same unit."""
    noise = curve.options["noise"] * curve.options["scale"]
    return curve.truth.noise_sigma / noise if curve.truth.noise_sigma else 1.0


def _steepest_rise(mean: FloatArray) -> float:
    """Return the largest rise of a mean curve within a few records, shape (n,)."""
    rises = [mean[reach:] - mean[:-reach] for reach in range(1, min(NEIGHBOURS, len(mean)))]
    return max(0.0, max(float(rise.max()) for rise in rises))


def _resumed(points: int, random: np.random.Generator) -> dict[str, Any]:
    """Draw where a run stopped, and how much of it was trained again."""
    overlap = max(float(random.uniform(0.01, 0.3)), (FEWEST_AGAIN + 1) / points)
    return {"resumed_at": float(random.uniform(0.3, 0.9)), "overlap": overlap}
