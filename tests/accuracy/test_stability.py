"""Nearly equal logs get no opposite confident answers."""

from __future__ import annotations

from convcheck.curves import FAMILIES, generate, random_curve
from convcheck.decision import Decision
from convcheck.examples import run_of
from convcheck.profile import Profile

CURVES = 150
CONFIDENT = 0.8
"""A probability from which on a user acts without a second look."""
MOST_POINTS = 5_000
OTHER_NOISE = 1_000_000
"""Added to a seed it draws the noise anew, and nothing else."""


def sure(decision: Decision) -> bool:
    """Return whether a verdict is stated with confidence."""
    return decision.probability is not None and decision.probability >= CONFIDENT


def test_other_noise_on_the_same_curve_gives_no_opposite_confident_answer() -> None:
    """Of 150 curves logged twice, at most one gets two verdicts that are both 80 % sure."""
    opposite = []
    for seed in range(CURVES):
        curve = random_curve(seed, max_points=MOST_POINTS)
        again = generate(curve.family, seed=seed + OTHER_NOISE, **curve.options)
        one, other = (Profile(run_of(each)).decision for each in (curve, again))
        if one.verdict != other.verdict and sure(one) and sure(other):
            opposite.append(f"{curve.family} {seed}: {one.verdict} or {other.verdict}")
    assert len(opposite) <= 1, opposite


def test_the_curves_that_are_logged_twice_are_of_most_families() -> None:
    """The draw above covers nearly all families of curves."""
    drawn = {random_curve(seed, max_points=20).family for seed in range(CURVES)}
    assert len(FAMILIES) - 2 <= len(drawn)
