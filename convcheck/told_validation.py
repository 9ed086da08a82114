"""Validation beside the objective as it is told: how far it fell, and how long it went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

SAME_UNIT = 10.0
"""Training that begins this many times above validation measures something else."""
FEW_ZEROS = 0.02
"""Share of zeros among evaluations that are gaps: more are values that the loss took."""
CLEAR_GAIN = 0.05
"""Share of validation's fall that must have come after training settled: a curve that settles with
training has the band of 2 % left then, and this is more than twice as much."""
CLEAR_ERRORS = 4.0
"""The same in standard errors of a difference, remembered noise allowed for: the lowest of many
levels is low by chance."""
RESTED = 0.02
"""Share of its fall within which validation rests near its best: the band of convergence."""
END = 0.9
"""Place from which on validation improved to the end: levels are means over a tenth of the run."""


@dataclass(frozen=True, slots=True)
class WentOn:
    """How validation went on improving after the objective had settled."""

    until: float
    """First step from which on it may have been near its best, as far as noise tells."""
    gain: float
    """How far it fell from the objective's settling on."""
    to_the_end: bool
    """Whether it was still falling when the log ended."""


def fall_of_validation(validation: CurveProfile, curve: CurveProfile) -> float:
    """Return how far validation fell to its best.

    Before the first update validation and training are about the same, so where validation was
    first logged later than training, what it had lost by then is read off the training loss.
    """
    turn = validation.upturn
    top = turn.lowest + turn.drop
    start = curve.ends.start
    same_unit = not validation.positive or start <= SAME_UNIT * top
    return (max(top, start) if same_unit else top) - turn.lowest


def noise_of(validation: CurveProfile) -> float:
    """Return the noise of a single evaluation."""
    return validation.upturn.error * float(np.sqrt(validation.upturn.window))


def is_filled_in(validation: CurveProfile, lowest: float) -> bool:
    """Return whether a best of exactly zero is a gap: hardly any other value is so low."""
    zeros = int((validation.loss == 0).sum())
    return lowest == 0 and 0 < zeros <= max(1, FEW_ZEROS * len(validation))


def went_on(validation: CurveProfile, curve: CurveProfile, settled: float) -> WentOn | None:
    """Return how validation went on improving after a step; None unless it clearly did.

    Its level at that step is the mean over what was logged from there on for as long as levels are
    averaged over: a fall that both share at the step itself is none that came after. Levels at the
    ends, averaged over less than that, are left out: they are low by chance.
    """
    if not validation.enough or validation.constant:
        return None
    turn = validation.upturn
    level, window, side = turn.level, turn.window, turn.window // 2
    first = int(np.searchsorted(validation.step, settled))
    best = side + int(np.argmin(level[side : len(level) - side]))
    if best <= first:
        return None
    remembered = float(np.sqrt(validation.blocks.correlation * validation.fit.inflation))
    lowest, error = float(level[best]), turn.error * remembered
    gain = float(np.mean(validation.despiked[first : first + max(2, window)])) - lowest
    fall = fall_of_validation(validation, curve)
    if gain <= CLEAR_ERRORS * np.sqrt(2.0) * error or gain <= CLEAR_GAIN * fall:
        return None
    far = np.flatnonzero(level[first:best] > lowest + RESTED * fall + CLEAR_ERRORS * error)
    if len(far) == 0:
        return None
    rested = first + int(far[-1]) + 1
    return WentOn(float(validation.step[rested]), gain, bool(validation.place[rested] > END))
