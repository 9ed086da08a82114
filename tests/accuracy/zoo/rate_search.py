"""Find the learning rate at which a training becomes unstable without blowing up.

Clear oscillation and slow divergence live in a narrow band of rates; nature hits it in one run
of fifty.  The rate climbs while the run is too calm and is halved back, on a log scale, once a
run was too wild.  The label is made afterwards and knows nothing of the search.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.accuracy.curve_evidence import CurveEvidence, measure_curve
from tests.accuracy.zoo.record import Curve

SEARCHED = frozenset({"oscillating", "diverged"})
"""Outcomes that a rate is searched for."""

MOST_ATTEMPTS = 12
"""Rates tried; the last is kept whatever becomes of it."""

CLIMB = 2.0
"""Factor between two rates while none was too wild."""

CLEAR_SWING = 0.3
"""Share of the scale from which a swing is not called mild."""


@dataclass(slots=True)
class RateSearch:
    """The state of a search for one outcome."""

    aim: str
    """Outcome looked for."""
    rate: float
    """Rate to be tried next."""
    calm: float = 0.0
    """Greatest rate known to be too calm."""
    wild: float = math.inf
    """Least rate known to be too wild."""

    def promises(self, curve: Curve, trivial: float) -> bool:
        """Whether a run may get the outcome, whatever its continuation does; moves the rate on."""
        seen = measure_curve(curve.step, curve.loss, [], [], trivial)
        found = _swings(seen) if self.aim == "oscillating" else _climbs(seen)
        if not seen.finite_at_end or (self.aim == "oscillating" and _too_wild(seen)):
            self.wild = min(self.wild, self.rate)
        else:
            self.calm = max(self.calm, self.rate)
        self.rate = self._next()
        return found

    def _next(self) -> float:
        if math.isinf(self.wild):
            return self.calm * CLIMB
        if self.calm == 0.0:
            return self.wild / CLIMB
        if self.calm >= self.wild:
            return self.wild / math.sqrt(CLIMB)
        return math.sqrt(self.calm * self.wild)


def _swings(seen: CurveEvidence) -> bool:
    clear = seen.bounces and seen.swing > CLEAR_SWING and seen.upswings >= 2
    return seen.finite_at_end and clear and not _too_wild(seen)


def _too_wild(seen: CurveEvidence) -> bool:
    return seen.above or not seen.learned


def _climbs(seen: CurveEvidence) -> bool:
    return seen.finite_at_end and seen.above and not seen.bounces
