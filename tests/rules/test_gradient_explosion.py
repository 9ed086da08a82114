"""A gradient that exploded is told by its size, or by that it has none any more."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rules._logged import run_of_values, told_of


@pytest.mark.parametrize(
    ("last", "told", "untold"),
    [(1e6, "grew from 1 to 1e+06", "finite"), (np.nan, "is not finite, after a usual 1", "inf")],
)
def test_what_became_of_the_norm_is_told(last: float, told: str, untold: str) -> None:
    """What the log holds no number of is no multiple of anything."""
    loss = np.where(np.arange(100) < 80, 2.0 * np.exp(-np.arange(100) / 20.0), np.nan)
    norm = np.where(np.arange(100) < 80, 1.0, last)
    message = told_of(run_of_values(loss, others={"gradient_norm": norm}), "CC204")
    assert told in message
    assert untold not in message
