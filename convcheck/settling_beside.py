"""What validation and the learning rate say of when a loss settled.

Validation is another view of the same weights, mostly a far less noisy one: where noise hides the
band of the training loss, it shows when the fall ended. A rate that has decayed moves nothing more.
Only where noise hides the band they are asked. What was not logged, or not asked, is NaN, which
counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.ends import END_SHARE
from convcheck.measures.settling import range_in_bands, remaining_range

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray

HIDDEN = 2.0
"""Band over standard error of the final level from which it is seen: a loss that shows it needs no
help, so that its step is the same whatever else a file holds."""
FEWEST_RATES = 3
"""Learning rates below which their course is unknown."""
LOWEST_RATE = 1e-4
"""Share of its peak below which a rate moves nothing that can be seen."""
LAST = 0.02
"""Share of the summed rate that is as good as nothing: what is left below it is the last."""
CONSTANT = 0.95
"""Share of its peak that a rate which counts as constant never goes below."""
GRID = np.linspace(0.0, 1.0, 401)
"""Places at which the rate is summed."""
OF_VALIDATION = ("fit", "isotonic", "above the end", "sight", "fell")
OF_RATE = ("rate", "rate to come", "constant rate")


@dataclass(frozen=True, slots=True)
class Beside:
    """What was logged beside a training loss."""

    validation: CurveProfile | None = None
    """Validation loss, falling when things go well."""
    learning_rate: CurveProfile | None = None
    """Learning rate."""


def evidence_beside(curve: CurveProfile, share: float, beside: Beside) -> dict[str, FloatArray]:
    """Measure what validation and rate say at the curve's blocks: each of shape (b,).

    ``share`` is the band's width over the curve's total range; validation is held to the same
    share of its own.
    """
    count = len(curve.blocks)
    known = {"validation known": np.zeros(count), "rate known": np.zeros(count)}
    names = (*(f"validation, {name}" for name in OF_VALIDATION), "validation in sight", *OF_RATE)
    found = known | {name: np.full(count, np.nan) for name in names}
    if curve.visibility(share * curve.total_range) >= HIDDEN:
        return found
    return found | _of_validation(curve, share, beside) | _of_rate(curve, beside)


def _of_validation(curve: CurveProfile, share: float, beside: Beside) -> dict[str, FloatArray]:
    validation = beside.validation
    if validation is None or not validation.enough or validation.constant:
        return {}
    width = share * validation.total_range
    blocks, place = validation.blocks, curve.blocks.place
    first, last = validation.step[0], validation.step[-1]
    at = _place_of(first + blocks.place * (last - first), curve)
    late = blocks.late(END_SHARE)
    end = float(np.average(blocks.mean[late], weights=blocks.count[late]))
    sight = float(np.log10(np.clip(validation.visibility(width), 0.1, 1e3)))
    fell = float(np.log10(np.clip(validation.fit.descent, 1.0, 1e6)))
    course = {
        "fit": range_in_bands(remaining_range(validation.fit.level), width),
        "isotonic": range_in_bands(remaining_range(validation.isotonic), width),
        "above the end": np.arcsinh((blocks.mean - end) / width),
    }
    found = {name: np.interp(place, at, value) for name, value in course.items()}
    facts = {"sight": sight, "fell": fell}
    found |= {name: np.full(len(place), value) for name, value in facts.items()}
    named = {f"validation, {name}": value for name, value in found.items()}
    return named | {
        "validation known": np.ones(len(place)),
        "validation in sight": np.full(len(place), min(max(sight, 0.0), 1.0)),
    }


def _of_rate(curve: CurveProfile, beside: Beside) -> dict[str, FloatArray]:
    rate = beside.learning_rate
    if rate is None or len(rate) < FEWEST_RATES or rate.loss.max() <= 0:
        return {}
    place = curve.blocks.place
    at = _place_of(rate.step, curve)
    relative = np.clip(rate.loss / rate.loss.max(), LOWEST_RATE, 1.0)
    summed = np.cumsum(np.interp(GRID, at, relative))
    to_come = 1.0 - np.interp(place, GRID, summed / summed[-1])
    return {
        "rate": np.log10(np.interp(place, at, relative)),
        "rate to come": np.log(to_come + LAST),
        "constant rate": np.full(len(place), float(relative.min() >= CONSTANT)),
        "rate known": np.ones(len(place)),
    }


def _place_of(step: FloatArray, curve: CurveProfile) -> FloatArray:
    """Return where steps lie in the run of a curve: 0 its first, 1 its last."""
    length = curve.step[-1] - curve.step[0]
    return np.asarray((step - curve.step[0]) / (length if length > 0 else 1.0))
