"""The values that the generated logs hold: a loss that falls and settles, with noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def falling(
    steps: NDArray[np.int64], generator: np.random.Generator, decimals: int = 6
) -> NDArray[np.float64]:
    """Return a value for each step, shape (n,), rounded as logs round."""
    noise = generator.normal(0, 0.02, len(steps))
    return np.round(np.exp(-steps / 200_000) + 1 + noise, decimals)
