"""Round numbers for axes."""

from __future__ import annotations

import math

ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Mantissas that people read easily."""


def linear(low: float, high: float, most: int) -> list[float]:
    """Return up to ``most`` round numbers, evenly spaced, from ``low`` to ``high``."""
    if not high > low:
        return [low]
    spacing = _round_up((high - low) / max(most - 1, 1))
    first = math.ceil(low / spacing - 1e-9)
    last = math.floor(high / spacing + 1e-9)
    if last - first + 1 > most:
        spacing = _round_up(spacing * 1.01)
        first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    return [k * spacing for k in range(first, last + 1)] or [low]


def logarithmic(low: float, high: float, most: int) -> list[float]:
    """Return up to ``most`` round numbers for a logarithmic axis; both ends are above zero."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for mantissas in ((1, 2, 5), (1, 3), (1,)):
        ticks = [m * 10.0**d for d in decades for m in mantissas if low <= m * 10.0**d <= high]
        if 2 <= len(ticks) <= most:
            return ticks
    every = max(math.ceil(len(ticks) / most), 1)
    return ticks[::every] if len(ticks) > 1 else [low, high]


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(m for m in ROUND if m * power >= value * (1 - 1e-9)) * power
