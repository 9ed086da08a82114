"""Fewer points of a line that look the same: the lowest and the highest of every bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.report import Trace

if TYPE_CHECKING:
    from convcheck.model import FloatArray

MOST_POINTS = 2_000
"""Points of a line; ten times the columns of a wide terminal, and small enough to send around."""


def downsample(step: FloatArray, value: FloatArray, most: int = MOST_POINTS) -> Trace:
    """Thin a line to at most ``most`` points, keeping first, last, every low and every high.

    ``step`` and ``value`` have shape (n,). Buckets of equal count each give their lowest and
    their highest point, in the order of the log, so no spike is lost. Non-finite values lose
    against finite ones; a bucket without any finite value gives its first point.
    """
    import numpy as np

    if len(step) > most:
        kept = _extremes(value, (most - 2) // 2)
        step, value = step[kept], value[kept]
    return Trace(
        tuple(np.asarray(step, dtype=float).tolist()),
        tuple(np.asarray(value, dtype=float).tolist()),
    )


def _extremes(value: FloatArray, buckets: int) -> FloatArray:
    """Return ascending indices of the first, the last, and each bucket's lowest and highest."""
    import numpy as np

    edges = np.linspace(0, len(value), buckets + 1).astype(np.int64)
    finite = np.isfinite(value)
    low = np.where(finite, value, np.inf)
    high = np.where(finite, value, -np.inf)
    kept = {0, len(value) - 1}
    for first, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        kept.add(first + int(np.argmin(low[first:end])))
        kept.add(first + int(np.argmax(high[first:end])))
    return np.array(sorted(kept))
