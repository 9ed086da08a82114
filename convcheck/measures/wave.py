"""The form of a cycle: how its rise and fall share a period, and whether it dies away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

PHASES = 24
"""Bins a period is folded into: fine enough to tell a jump from a slope."""
LAST = 0.6
"""Share of the run that is folded: early transients have another form."""


@dataclass(frozen=True, slots=True)
class Wave:
    """The form of a cycle."""

    rising_share: float
    """Share of a period spent rising from trough to peak: half for a sine."""
    decay: float
    """Swing in the last third of the run over that in the first; below one where it dies."""


def measure_wave(place: FloatArray, residual: FloatArray, period: float) -> Wave:
    """Fold a residual, shape (n,), over a period given as a share of the run."""
    phase = place / period % 1.0
    late = place >= 1.0 - LAST
    bins = np.minimum((phase[late] * PHASES).astype(int), PHASES - 1)
    count = np.bincount(bins, minlength=PHASES)
    total = np.bincount(bins, weights=residual[late], minlength=PHASES)
    known = np.flatnonzero(count)
    form = np.interp(np.arange(PHASES), known, total[known] / count[known], period=PHASES)
    rising = (int(np.argmax(form)) - int(np.argmin(form))) % PHASES / PHASES
    return Wave(rising, _decay(place, residual, phase))


def _decay(place: FloatArray, residual: FloatArray, phase: FloatArray) -> float:
    """Compare the swings of the sine of this period, fitted to the first and the last third."""
    first = _swing(residual[place <= 1 / 3], phase[place <= 1 / 3])
    last = _swing(residual[place >= 2 / 3], phase[place >= 2 / 3])
    return last / first if first > 0 else 1.0


def _swing(residual: FloatArray, phase: FloatArray) -> float:
    if len(residual) < 4:
        return 0.0
    angle = 2.0 * np.pi * phase
    design = np.column_stack([np.cos(angle), np.sin(angle), np.ones_like(angle)])
    weight = np.linalg.lstsq(design, residual, rcond=None)[0]
    return float(2.0 * np.hypot(weight[0], weight[1]))
