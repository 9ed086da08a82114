"""What a run still gained after a step at which it is said that it could have stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.profile import Profile

SCORES = ("validation_accuracy", "accuracy")
"""Roles of scores that are logged beside a loss and may rise on while it rests, the one of
validation first."""
NEARBY = 0.02
"""Share of the points behind a step whose mean is the level there: the band's own share, so that a
curve that falls on has hardly gone further within it."""
FEWEST_NEARBY = 3
"""Points of such a mean in a short log."""
HALF = 0.5
"""A loss that falls to less than this share of its level falls on by factors: one whose floor was
reached does not halve, and every decade below has three halvings."""
NEARLY_ALL = 0.9
"""Share of the values that must be lower, which single ones are not asked to be."""
FEWEST_FALLING = 5
"""Points of a part of which that can be said."""
SURELY = 3.0
"""Standard errors of the difference of two levels, made by noise in one of 700 logs."""


@dataclass(frozen=True, slots=True)
class After:
    """What a curve gained from a step to its end."""

    level: float
    """Its level right behind that step."""
    end: float
    """Its level over the last fifth."""
    sure: bool
    """Whether noise hardly makes such a gain."""

    @property
    def gain(self) -> float:
        """How far it fell."""
        return self.level - self.end


def gained_after(curve: CurveProfile, step: float) -> After:
    """Measure what a curve of six points or more gained after a step, in units of its loss."""
    import numpy as np

    from convcheck.told_levels import last_points

    first = min(int(np.searchsorted(curve.step, step)), len(curve) - FEWEST_NEARBY)
    near = curve.loss[first:][: max(FEWEST_NEARBY, round(NEARBY * len(curve)))]
    last = curve.loss[-last_points(len(curve)) :]
    spread = max(float(np.std(near)), curve.noise), float(np.std(last))
    error = np.hypot(spread[0] / np.sqrt(len(near)), spread[1] / np.sqrt(len(last)))
    error *= np.sqrt(curve.blocks.correlation)
    level, end = float(np.mean(near)), float(np.mean(last))
    return After(level, end, bool(level - end > SURELY * error))


def falls_by_factors(curve: CurveProfile, settled: float) -> bool:
    """Return whether a loss that is never negative falls on by a clear factor after it settled.

    Of the second half of what came then, nearly all of the later part lies below half of the level
    of the earlier one: that holds on a scale of its own, whatever the noise was before.
    """
    import numpy as np

    after = curve.loss[np.searchsorted(curve.step, settled) :]
    earlier, later = np.array_split(after[len(after) // 2 :], 2)
    if not curve.positive or len(later) < FEWEST_FALLING:
        return False
    return bool(np.quantile(later, NEARLY_ALL) < HALF * np.median(earlier))


def rising_score(profile: Profile, step: float) -> str | None:
    """Return the name of a score beside the loss that clearly rose on after a step."""
    from convcheck.curve_profile import CurveProfile
    from convcheck.told_validation import went_on

    for role in SCORES:
        series = profile.run.series.get(role)
        if series is None or series is profile.run.objective:
            continue
        score = CurveProfile.of(series, -1.0)
        if score.enough and went_on(score, score, step) is not None:
            return series.name
    return None
