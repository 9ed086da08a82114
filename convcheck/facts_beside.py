"""Facts of what was logged beside the loss: the learning rate and the gradient's norm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.quantities import FEWEST_RESTARTS
from convcheck.quantities.beside import rate_restarts

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray

LARGE_RATE = 0.3
"""Above three times 0.1, the largest rate of common recipes (SGD with momentum on images)."""
TINY_RATE = 1e-5
"""Fine-tuning of large models goes down to about this; training from scratch never."""
SCHEDULE_END = 0.12
"""Share of the peak: recipes end at a tenth of it, and the last point is logged a little before."""
RATE_END, STILL_FALLING = 0.8, 1.2
"""Place in the schedule, and times its last rate, above which the rate there fell to the end: a
cosine that ends at a tenth has 1.9 times that then."""
FULL_RATE, RISEN_FROM, FEWEST_RISES = 0.99, 0.9, 3
"""Shares of the peak that are the full rate and clearly less, and the fewest rises from one record
to the next that are a warm-up, whatever it starts from: one or two are a rate that was changed."""


def rate_facts(rate: CurveProfile | None) -> dict[str, Any]:
    """Return what is known of the learning rate; nothing where none was logged."""
    if rate is None or len(rate) < 2 or rate.loss.max() <= 0:
        return {}
    values = rate.loss
    peak = int(np.argmax(values))
    highest, last = float(values[peak]), float(values[-1])
    cycles = rate_restarts(rate) >= FEWEST_RESTARTS
    return {
        "rate_logged": True,
        "rate": highest,
        "rate_last": last,
        "rate_low": highest / 10.0,
        "rate_high": highest / 3.0,
        "rate_threefold": highest * 3.0,
        "rate_tenfold": highest * 10.0,
        "rate_constant": bool(np.ptp(values) <= 1e-9 * highest),
        "rate_decays": last < 0.5 * highest,
        "rate_ended": last <= 0.1 * highest,
        "schedule_ended": last <= SCHEDULE_END * highest
        and not cycles
        and _fell_to_the_end(values),
        "rate_cycles": cycles,
        "rate_large": highest >= LARGE_RATE,
        "rate_tiny": highest <= TINY_RATE,
        "warms_up": bool(peak > 0 and values[0] < 0.5 * highest) or _rises_at_first(values),
    }


def _rises_at_first(rate: FloatArray) -> bool:
    """Return whether a rate, shape (n,), rose step by step from its first value to its peak."""
    rises = np.diff(rate[: int(np.argmax(rate >= FULL_RATE * rate.max())) + 1])
    steady = np.all(rises >= 0) and np.count_nonzero(rises) >= FEWEST_RISES
    return bool(steady and rate[0] < RISEN_FROM * rate.max())


def _fell_to_the_end(rate: FloatArray) -> bool:
    """Return whether a rate, shape (n,), was falling in its last fifth: one held may be held on."""
    return bool(rate[round(RATE_END * (len(rate) - 1))] > STILL_FALLING * rate[-1])


def gradient_facts(norm: CurveProfile | None) -> dict[str, Any]:
    """Return what is known of the gradient's norm; nothing where none was logged."""
    if norm is None or len(norm) < 4:
        return {}
    values = np.abs(norm.loss)
    quarter = max(1, len(values) // 4)
    early, late = float(np.median(values[:quarter])), float(np.median(values[-quarter:]))
    highest = float(values.max())
    return {
        "gradient_typical": float(np.median(values)) or None,
        "gradient_grows": late > 10.0 * early > 0.0,
        "gradient_vanishes": late == 0.0 or late < 1e-3 * early,
        "gradient_steady": late > 0.3 * early > 0.0,
        "gradient_clipped": bool(np.mean(values > 0.999 * highest) > 0.2),
    }
