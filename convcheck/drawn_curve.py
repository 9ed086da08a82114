"""The mean curve as it is drawn: the falling one, or where none fits, the means of windows.

What is measured of a loss asks for a falling curve. A loss that blew up, or climbs back, has none,
and a line through the middle of it all would show nothing that happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.windows import equal_windows
from convcheck.told_levels import explosion_peak

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.measures.windows import Windows
    from convcheck.model import FloatArray

MOST_WINDOWS = 40
"""Windows of a long log: a plot of 80 columns shows no more."""
POINTS_A_WINDOW = 4
"""Points of a window in a short log."""
EXPLAINED = 0.5
"""Share of the windows' variance that a curve must explain to be a picture of them."""
CLIMBED = 0.1
"""Share of its range by which a loss that rose again ends above its lowest level: the rise that a
divergence needs."""
SURELY = 6.0
"""Standard errors of such a rise: remembered noise wanders by a few."""
SIGMAS = 3.0
"""Standard errors of the windows' means below which a curve may miss them: a flat, noisy loss is
drawn as a line."""


def drawn_curve(curve: CurveProfile) -> FloatArray:
    """Return what to draw of a curve of six points or more: shape (n,), at its logged points."""
    if is_falling(curve):
        return curve.mean_curve
    place, logged, _ = _windows(curve)
    return np.interp(curve.place, place, logged.mean)


def is_falling(curve: CurveProfile) -> bool:
    """Return whether the falling curve is a picture of the loss, up to its noise.

    Else what it leaves of the loss is shape, and no measure of noise.
    """
    if has_climbed(curve):
        return False
    _, logged, fitted = _windows(curve)
    unexplained = float(np.mean((logged.mean - fitted) ** 2))
    pictured = unexplained <= (1.0 - EXPLAINED) * float(np.var(logged.mean))
    return pictured or unexplained <= SIGMAS**2 * float(np.mean(logged.error**2))


def has_climbed(curve: CurveProfile) -> bool:
    """Return whether the loss surely ended far above its lowest level: no falling curve does."""
    share, errors = rise_at_the_end(curve)
    return errors > SURELY and share > CLIMBED


def rise_at_the_end(curve: CurveProfile) -> tuple[float, float]:
    """Return how far the last levels stand above the lowest: as a share of all, in standard errors.

    The block means' correlation tells how far a level wanders without any cause.
    """
    rise = curve.rise
    whole = rise.top - rise.lowest
    share = rise.size / whole if whole > 0 else 0.0
    return share, rise.z / float(np.sqrt(curve.blocks.correlation))


def level_at(curve: CurveProfile, place: float) -> float:
    """Return the level at a place, 0 to 1, as it is drawn.

    A curve that comes down from an explosion lies far from what was logged where it lands: there it
    is a level among the values from that place on, the height of the explosion apart.
    """
    if not is_falling(curve):
        return float(np.interp(place, curve.place, drawn_curve(curve)))
    level = float(curve.fit.evaluate(np.array([place]))[0])
    peak = explosion_peak(curve)
    if peak is None:
        return level
    first = max(min(int(np.searchsorted(curve.place, place)), len(curve) - 1), peak + 1)
    near = curve.loss[first : first + max(POINTS_A_WINDOW, len(curve) // MOST_WINDOWS)]
    return float(np.clip(level, near.min(), near.max()))


def _windows(curve: CurveProfile) -> tuple[FloatArray, Windows, FloatArray]:
    """Return the mean place, the loss and the mean fitted level of windows."""
    count = max(POINTS_A_WINDOW, min(MOST_WINDOWS, len(curve) // POINTS_A_WINDOW))
    place, loss, level = (
        equal_windows(each, count) for each in (curve.place, curve.despiked, curve.mean_curve)
    )
    return place.mean, loss, level.mean
