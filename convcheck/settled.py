"""The settling ladder of a curve: when it came within each band, and between which steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.band import Band
from convcheck.findings import Settling, SettlingPoint
from convcheck.measures.interval import settling_interval

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

LADDER = ("5%", "2%", "1%")
"""The bands that a report always names, widest first."""


def measure_settling(curve: CurveProfile, band: Band, sign: float = 1.0) -> Settling | None:
    """Measure when a curve settled; ``sign`` -1 gives levels as a score.

    None where there are too few points, or where it became non-finite.
    """
    if not curve.enough or curve.non_finite_from is not None:
        return None
    width = band.width(curve.total_range)
    place = curve.settling_place(width)
    step = curve.logged_step(place)
    low, high = settling_interval(place, curve.visibility(width))
    length = float(curve.step[-1] - curve.step[0])
    return Settling(
        step=step,
        interval=(
            min(step, curve.logged_step(low)),
            max(step, curve.logged_step(high)),
        ),
        share_of_run=(step - float(curve.step[0])) / length if length > 0 else 0.0,
        loss=sign * _level(curve, place),
        ladder=tuple(_rung(curve, label, sign) for label in LADDER),
    )


def _rung(curve: CurveProfile, label: str, sign: float) -> SettlingPoint:
    place = curve.settling_place(Band.parse(label).width(curve.total_range))
    if place >= 1.0:
        return SettlingPoint(label, None, None)
    return SettlingPoint(label, curve.logged_step(place), sign * _level(curve, place))


def _level(curve: CurveProfile, place: float) -> float:
    return float(curve.fit.evaluate(np.array([place]))[0])
