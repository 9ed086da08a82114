"""The mean curve as it is drawn: the falling one, or where none fits, the means of windows.

What is measured of a loss asks for a falling curve. A loss that blew up, or climbs back, has none,
and a line through the middle of it all would show nothing that happened; nor has one that a huge
spike bent away from all that was logged. Whatever is drawn lies among the values around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.windows import equal_windows

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.measures.windows import Windows
    from convcheck.model import FloatArray, IntArray

MOST_WINDOWS = 40
"""Windows of a long log: a plot of 80 columns shows no more."""
POINTS_A_WINDOW = 4
"""Points of a window in a short log."""
MOST_MISSED = 6
"""Windows whose values, or those of the windows beside, a falling curve may leave and be drawn, cut
to them: huge spikes and swings at the edge of stability make it leave more."""
HALF_A_BAND = 0.01
"""Share of its range by which it leaves them then: half of the band of convergence."""
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
    """Return what to draw of a curve of six points or more: shape (n,), at its logged points.

    Whatever is drawn lies among the values logged around, single spikes apart.
    """
    logged, edges = without_spikes(curve), _edges(len(curve))
    low, high = _range_around(logged, logged, edges)
    line = curve.mean_curve
    missed = _missed(line, edges, low, high)
    far = np.count_nonzero(missed > HALF_A_BAND * curve.total_range)
    if far > MOST_MISSED or not is_falling(curve):
        line = _through_windows(curve.place, logged)
    elif not missed.any():
        return line
    sizes = np.diff(edges)
    return np.clip(line, np.repeat(low, sizes), np.repeat(high, sizes))


def without_spikes(curve: CurveProfile) -> FloatArray:
    """Return the loss, shape (n,), with isolated spikes pulled in to the values around them.

    Those that the fit is made of still stand out by a share of their height, so that a huge one
    bends everything.
    """
    clipped = curve.blocks.clipped
    spikes = clipped.upward | clipped.downward
    if not spikes.any():
        return curve.loss
    edges = _edges(len(curve))
    lowest, highest = (np.where(spikes, sign * np.inf, curve.loss) for sign in (1.0, -1.0))
    window = np.searchsorted(edges, np.flatnonzero(spikes), side="right") - 1
    low, high = (bound[window] for bound in _range_around(lowest, highest, edges))
    calm = curve.loss.copy()
    # Where there are but spikes around, the bounds are infinite, and the wrong way round.
    calm[spikes] = np.where(
        low <= high, np.clip(curve.loss[spikes], low, high), clipped.loss[spikes]
    )
    return calm


def _range_around(
    lowest: FloatArray, highest: FloatArray, edges: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest value of each window and those beside it, shape (w,).

    ``lowest`` and ``highest`` have shape (n,): what counts for the one, and for the other.
    """
    low = np.pad(np.minimum.reduceat(lowest, edges[:-1]), 1, mode="edge")
    high = np.pad(np.maximum.reduceat(highest, edges[:-1]), 1, mode="edge")
    return (
        np.min([low[:-2], low[1:-1], low[2:]], axis=0),
        np.max([high[:-2], high[1:-1], high[2:]], axis=0),
    )


def _missed(line: FloatArray, edges: IntArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return by how much a falling line leaves the range of each window, shape (w,).

    Its ends are its extremes there.
    """
    begin, end = line[edges[:-1]], line[edges[1:] - 1]
    return np.asarray(np.maximum(np.maximum(begin - high, low - end), 0.0))


def _through_windows(place: FloatArray, loss: FloatArray) -> FloatArray:
    """Return the line through the means of windows, at all places."""
    edges = _edges(len(loss))
    count = np.diff(edges)
    middle, mean = (np.add.reduceat(each, edges[:-1]) / count for each in (place, loss))
    return np.interp(place, middle, mean)


def _edges(points: int) -> IntArray:
    """Return the borders of windows of a few points or more: shape (w + 1,), from 0 to n."""
    count = max(POINTS_A_WINDOW, min(MOST_WINDOWS, points // POINTS_A_WINDOW))
    return np.linspace(0, points, count + 1).astype(np.int64)


def is_falling(curve: CurveProfile) -> bool:
    """Return whether the falling curve is a picture of the loss, up to its noise.

    Else what it leaves of the loss is shape, and no measure of noise.
    """
    if has_climbed(curve):
        return False
    logged, fitted = _windows(curve)
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


def _windows(curve: CurveProfile) -> tuple[Windows, FloatArray]:
    """Return the loss and the mean fitted level of windows."""
    count = len(_edges(len(curve))) - 1
    loss, level = (equal_windows(each, count) for each in (curve.despiked, curve.mean_curve))
    return loss, level.mean
