"""Means over equal windows of the run, with their standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray


@dataclass(frozen=True, slots=True)
class Windows:
    """Means over consecutive windows of equally many points."""

    mean: FloatArray
    """Shape (w,)."""
    error: FloatArray
    """Shape (w,), standard error of each mean from successive differences."""
    count: int
    """Points in the last window."""


def equal_windows(loss: FloatArray, windows: int) -> Windows:
    """Average a series, shape (n,) with n >= windows, over equal windows.

    The error comes from successive differences (von Neumann, 1941), so a trend inside a
    window does not count as noise.
    """
    edges = np.linspace(0, len(loss), windows + 1).astype(int)
    count = np.diff(edges)
    mean = np.add.reduceat(loss, edges[:-1]) / count
    squares = np.diff(loss, append=loss[-1]) ** 2 / 2.0
    squares[edges[1:] - 1] = 0.0
    variance = np.add.reduceat(squares, edges[:-1]) / np.maximum(count - 1, 1)
    return Windows(mean, np.sqrt(variance / count), int(count[-1]))
