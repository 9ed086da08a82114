"""What speaks for a loss having settled by each block of its log, for a band of a given width.

No single estimate of the remaining range serves every log: the fit knows nothing of a level that
wanders, isotonic regression nothing of rises, window means take noise for range. So all of them
are looked at, each as the logarithm of the range still to be travelled over the band's width,
together with how well the band can be seen. Where most of the way lies before the second logged
value, the drop may have to be counted from there: the ranges are looked at in that unit too.
Nothing depends on the loss's scale or shift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.ends import END_SHARE
from convcheck.measures.head_start import left_after_first
from convcheck.measures.settling import (
    range_in_bands,
    remaining_range,
    remaining_range_of_windows,
)
from convcheck.settling_beside import Beside, evidence_beside

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray

WINDOWS = (10, 20, 40, 80)
"""Windows of the run whose means are looked at: coarse ones see drift, fine ones see jitter."""
AFTER_FIRST = ("fit", "isotonic", "20 windows", "40 windows")
"""Estimates that are also held against the band of the drop that is left after the first value."""
SAME = 0.02
"""Share of a run below which two places at its ends are as good as the same."""


def settling_evidence(
    curve: CurveProfile, width: float, beside: Beside | None = None
) -> dict[str, FloatArray]:
    """Measure what the settling model weighs, each of shape (b,) over the curve's blocks.

    What ``beside`` lacks is NaN.
    """
    blocks, fit = curve.blocks, curve.fit
    place = blocks.place
    reaches = {"fit": remaining_range(fit.level), "isotonic": remaining_range(curve.isotonic)}
    for windows in WINDOWS:
        ahead = remaining_range_of_windows(curve.despiked, blocks.edges[:-1], windows)
        reaches[f"{windows} windows"] = ahead
    found = {f"{name} ahead": range_in_bands(reach, width) for name, reach in reaches.items()}
    left = left_after_first(curve.isotonic)
    for name in AFTER_FIRST:
        found[f"{name} ahead, after the first"] = range_in_bands(reaches[name], left * width)
    late = blocks.late(END_SHARE)
    end = float(np.average(blocks.mean[late], weights=blocks.count[late]))
    found["above the end"] = np.arcsinh((blocks.mean - end) / width)
    found["rest of the run"] = np.log(1.0 - place + SAME)
    found["run so far"] = np.log(place + SAME)
    facts = _facts(curve, width) | {
        "left after the first": float(np.log10(left)),
        "head start": 1.0 - left,
        "scatter, after the first": _decades(curve.noise / (left * width), 1e-3, 1e2),
    }
    found |= {name: np.full(len(blocks), value) for name, value in facts.items()}
    return found | evidence_beside(curve, width / curve.total_range, beside or Beside())


def _facts(curve: CurveProfile, width: float) -> dict[str, float]:
    """How well the band can be seen in this log, wherever one looks."""
    half = curve.despiked[len(curve) // 2 :]
    jump = float(np.sqrt(np.mean(np.diff(half) ** 2) / 2.0))  # von Neumann, 1941
    sight = _decades(curve.visibility(width), 0.1, 1e3)
    wander = _decades(curve.fit.inflation, 1.0, 1e3)
    points = float(np.log10(len(curve)))
    return {
        "sight": sight,
        "wander": wander,
        "memory": _decades(curve.blocks.correlation, 1.0, 1e3),
        "bent": float(curve.fit.kind == "extended"),
        "isotonic": float(curve.fit.kind == "isotonic"),
        "jump": _decades(jump / width, 1e-3, 1e2),
        "scatter": _decades(curve.noise / width, 1e-3, 1e2),
        "points": points,
        "bounce": _decades(curve.bounce.amplitude / width, 1e-2, 1e2),
        "bounce's memory": min(curve.bounce.ratio, 1.5),
        "seen": min(max(sight, 0.0), 1.0),
        "plainly seen": min(max(sight - 1.0, 0.0), 1.0),
        "wandering": min(wander, 1.0),
        "short": min(max(2.0 - points, 0.0), 1.0),
    }


def _decades(ratio: float, low: float, high: float) -> float:
    return float(np.log10(np.clip(ratio, low, high)))
