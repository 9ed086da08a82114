"""The swing of an oscillating loss as it is told: the same in the reason and in the finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

PROMINENT = 100.0
"""Power of a line over the median of the spectrum that noise does not reach: the largest of n
exponential variables is about ln n times their mean."""
STRONG = 0.3
"""Share of the residual's power in such a line from which a swing that goes on is told as one."""
REGULAR = 0.5
"""How surely a cycle is a line that recurs: as likely as not."""
FAINT = 0.01
"""Share of the drop below which a cycle is not what still swings."""


@dataclass(frozen=True, slots=True)
class Swing:
    """How far and in which way a loss swings at its end."""

    form: Literal["comb", "cycle", "bounce"]
    """From point to point, with a period, or without any."""
    size: float
    """From peak to trough, in units of the loss."""


def told_swing(curve: CurveProfile) -> Swing:
    """Tell a curve's comb or cycle where it has one, else its bounce."""
    cycle = curve.cycle
    line = cycle.prominence > PROMINENT and cycle.strength > STRONG
    regular = cycle.comb or line or cycle.regularity > REGULAR
    if regular and cycle.late_swing >= FAINT * curve.total_range:
        return regular_swing(curve)
    return Swing("bounce", curve.bounce.amplitude)


def regular_swing(curve: CurveProfile) -> Swing:
    """Tell a curve's comb or cycle, however faint it is."""
    cycle = curve.cycle
    return Swing("comb" if cycle.comb else "cycle", cycle.late_swing)
