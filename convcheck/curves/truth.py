"""The truth of a generated curve, from its shape in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .acceptance import Log, judge
from .curve import Truth
from .facts import BANDS, CONVERGENCE_BAND, Facts, deepest_fall, measure
from .shape import FloatArray, IntArray, Shape

DIVERGED_RISE = 0.10
"""Share of the descent by which a divergence leaves the minimum for good."""

OVERFIT_RISE = 0.05
"""Share of its range by which an overfitted validation loss leaves its minimum for good."""

SHORTEST_PART = 1e-9
"""Share of the run that a loss counts as finite at least, so that none is nothing."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What was done to a curve besides its shape."""

    sigma: float
    """Noise of the training loss, in units of the unscaled loss."""
    validation_sigma: float
    """Noise of the validation loss, in the same units."""
    spike_steps: tuple[int, ...]
    """Steps at which spikes begin."""
    flags: frozenset[str]
    """Names of what was planted."""


def planted_truth(
    shape: Shape,
    steps: IntArray,
    validation_steps: IntArray | None,
    log: Log,
    planted: Planted,
) -> Truth:
    """Return the truth of a shape in loss units, logged at increasing steps, shape (n,)."""
    finite = shape.nan_from is None
    facts = measure(_finite_part(shape), log.place)
    verdict, acceptable = judge(shape, facts, log)
    nan_at = None if shape.nan_from is None else _first_from(shape.nan_from, steps, log.place)
    diverged_at = nan_at
    if finite and verdict == "diverged":
        diverged_at = _diverged_at(shape, facts, steps, log.place)
    best_step, best_range, onset = _validation_truth(shape, steps, validation_steps, planted)
    overfitting = frozenset({"overfitting"} if onset is not None else ())
    return Truth(
        verdict=verdict,
        acceptable=acceptable,
        settling={
            band: _first_from(facts.settled[band], steps, log.place) for band in BANDS if finite
        },
        total_range=log.scale * facts.total_range,
        dwell=1.0 - facts.settled[CONVERGENCE_BAND] if finite else 0.0,
        further_gain=facts.further_gain if finite else 0.0,
        noise_sigma=log.scale * planted.sigma,
        validation_sigma=None if shape.validation is None else log.scale * planted.validation_sigma,
        nan_at=nan_at,
        diverged_at=diverged_at,
        best_step=best_step,
        best_range=best_range,
        overfit_onset=onset,
        spike_steps=planted.spike_steps,
        flags=planted.flags | overfitting,
    )


def _finite_part(shape: Shape) -> Shape:
    if shape.nan_from is None:
        return shape
    return shape.cut(max(shape.nan_from, SHORTEST_PART))


def _first_from(at: float, steps: IntArray, place: FloatArray) -> int:
    """Return the first logged step at or after a place in the run."""
    return int(steps[min(int(np.searchsorted(place, at)), len(steps) - 1)])


def _diverged_at(shape: Shape, facts: Facts, steps: IntArray, place: FloatArray) -> int:
    level = shape.level(place)
    limit = DIVERGED_RISE * (deepest_fall(level) or facts.total_range)
    return _leaves_minimum(level, steps, limit)


def _leaves_minimum(curve: FloatArray, steps: IntArray, limit: float) -> int:
    """Return the first step after which a curve stays this far above its minimum."""
    near = np.flatnonzero(curve <= curve.min() + limit)
    return int(steps[min(near[-1] + 1, len(steps) - 1)])


def _validation_truth(
    shape: Shape, steps: IntArray, validation_steps: IntArray | None, planted: Planted
) -> tuple[int | None, tuple[int, int] | None, int | None]:
    """Return best step, best range and onset of overfitting of the validation loss, if any."""
    if shape.validation is None or validation_steps is None:
        return None, None, None
    length = max(int(steps[-1] - steps[0]), 1)
    curve = shape.validation((validation_steps - steps[0]) / length)
    best = int(np.argmin(curve))
    near = validation_steps[curve <= curve[best] + planted.validation_sigma]
    limit = OVERFIT_RISE * float(np.ptp(curve))
    overfits = curve[-1] > curve[best] + limit
    onset = _leaves_minimum(curve, validation_steps, limit) if overfits else None
    return int(validation_steps[best]), (int(near[0]), int(near[-1])), onset
