"""Columns that examples plant beside the loss, and what they do to the loss itself, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

Form = Callable[["FloatArray"], "FloatArray"]

COLUMNS: Mapping[str, Form] = {
    "steady": lambda u: 1.0 + 0.2 * np.sin(50.0 * u),
    "vanishing": lambda u: np.exp(-25.0 * u),
    "exploding": lambda u: 10.0 ** (4.0 * np.clip((u - 0.75) / 0.2, 0.0, 1.0)),
    "clipped": lambda u: np.minimum(1.0, 3.0 * np.exp(-3.0 * u)),
    "often not finite": lambda u: np.where(u > 0.5, np.nan, 1.0),
    "zero": np.zeros_like,
    "zero from the middle": lambda u: np.where(u > 0.5, 0.0, 1e-3),
    "constant": lambda u: np.full_like(u, 1e-3),
    "jump": lambda u: np.where(u > 0.5, 3e-2, 1e-3),
    "warm-up": lambda u: 1e-3 * np.minimum(1.0, u / 0.05 + 1e-3),
    "decaying": lambda u: 1e-3 * np.exp(-8.0 * u),
    "collapsing": lambda u: 65536.0 * 0.5 ** np.floor(40.0 * np.maximum(u - 0.6, 0.0) / 0.4),
    "growing": lambda u: 1024.0 * 2.0 ** np.floor(8.0 * u),
}
"""Shape (n,) -> (n,): by place in the run, 0 to 1."""

VALIDATIONS: Mapping[str, Form] = {
    "constant": lambda u: np.full_like(u, 1.0),
    "stalled": lambda u: 0.6 + 0.4 * np.exp(-np.minimum(u, 0.3) / 0.1) + _grain(u, 0.002),
    "below": lambda u: 0.2 + 1.6 * np.exp(-u / 0.1) + _grain(u, 0.01),
    "far above": lambda u: 1.5 + 0.8 * np.exp(-u / 0.1) + _grain(u, 0.01),
    "as high": lambda u: 1.95 + 0.35 * np.exp(-u / 0.05) + _grain(u, 0.01),
    "noisy": lambda u: 0.5 + 1.8 * np.exp(-u / 0.1) + _grain(u, 0.3),
    "collapses": lambda u: np.where(u > 0.8, 8.0, 0.5 + 1.8 * np.exp(-u / 0.1)) + _grain(u, 0.01),
    "not finite": lambda u: np.where(u > 0.5, np.nan, 0.5 + 1.8 * np.exp(-u / 0.1)),
    "one not finite": lambda u: np.where(np.arange(len(u)) == 20, np.inf, 0.5 + 1.8 * np.exp(-u)),
}
"""The same for a validation loss beside a training loss that falls from 2.3 to 0.3."""

EDITS: Mapping[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "exactly zero": lambda u, loss: np.where(u > 0.6, 0.0, loss),
    "one exact zero": lambda u, loss: np.where(np.arange(len(u)) == len(u) // 2, 0.0, loss),
    "with a margin": lambda _, loss: np.maximum(0.0, loss - 0.5 * loss[0]),
    "two digits": lambda u, loss: np.round(0.2 * np.abs(loss - 0.999 * loss[u > 0.9].mean()), 2),
    "frozen": lambda u, loss: np.where(u > 0.6, loss[np.searchsorted(u, 0.6)], loss),
    "leaps up for good": lambda u, loss: np.where(u > 0.6, loss + 0.12 * np.ptp(loss), loss),
    "leaps at first": lambda u, loss: np.where(
        (u > 0.01) & (u < 0.03), loss + 1.5 * np.ptp(loss), loss
    ),
}
"""Place and loss, both of shape (n,), to the loss as it is logged."""


def _grain(u: FloatArray, size: float) -> FloatArray:
    """Seeded noise: an example must be the same every time."""
    return np.asarray(size * np.random.default_rng(len(u)).standard_normal(len(u)))
