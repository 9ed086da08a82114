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
SUSPECTED = 0.1
"""The same for a strong line. Noise that remembers has strong lines too, but they hardly recur."""
FAINT = 0.01
"""Share of the drop below which a cycle is not what still swings."""
RINGING_DECAY = 0.4
"""Last swing over first below which a cycle dies away: an e-fold over the run's middle third."""
SAWTOOTH_RISE = 0.25
"""Share of the period spent rising below which (or above its complement) teeth are cut."""
POINTS_A_TOOTH = 6
"""Points a period from which one side of a tooth can be seen to be steeper."""

Form = Literal["comb", "ringing", "sawtooth", "cycle", "bounce"]
"""From point to point; with a period, dying, with one side steep, or neither; without a period."""


@dataclass(frozen=True, slots=True)
class Swing:
    """How far and in which way a loss swings at its end."""

    form: Form
    """In which way."""
    size: float
    """From peak to trough, in units of the loss."""
    period: float = 0.0
    """As a share of the run; 0 where it has none."""


def told_swing(curve: CurveProfile) -> Swing:
    """Tell a curve's regular swing where it has one, else its bounce; a lone end is neither."""
    curve = curve.calm
    cycle = curve.cycle
    strong = cycle.prominence > PROMINENT and cycle.strength > STRONG
    regular = cycle.comb or cycle.regularity > (SUSPECTED if strong else REGULAR)
    if regular and cycle.late_swing >= FAINT * curve.total_range:
        return _regular_swing(curve)
    return Swing("bounce", curve.bounce.amplitude)


def small_swing(curve: CurveProfile, prominence: float, strength: float) -> Swing | None:
    """Tell a curve's comb or cycle, however faint, if it is a strong line that comes again."""
    curve = curve.calm
    cycle = curve.cycle
    line = cycle.prominence > prominence and cycle.strength > strength
    if cycle.comb or (line and cycle.regularity > SUSPECTED):
        return _regular_swing(curve)
    return None


def _regular_swing(curve: CurveProfile) -> Swing:
    return Swing(_regular_form(curve), curve.cycle.late_swing, curve.cycle.period)


def _regular_form(curve: CurveProfile) -> Form:
    # Here, so that who lists rules does not wait for numpy.
    from convcheck.measures.wave import measure_wave

    if curve.cycle.comb:
        return "comb"
    wave = measure_wave(curve.place, curve.residual, curve.cycle.period)
    if wave.decay < RINGING_DECAY:
        return "ringing"
    even = SAWTOOTH_RISE < wave.rising_share < 1.0 - SAWTOOTH_RISE
    points_a_period = curve.cycle.period * len(curve)
    return "cycle" if even or points_a_period < POINTS_A_TOOTH else "sawtooth"
