"""Whether a loss that leapt came back: as it is told, not as its highest points look."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rules._logged import noise, run_of_values, told_of

STEP = np.arange(600.0)
FALLING = 0.05 + 2.0 * np.exp(-STEP / 60)


def _spiky(after: float, shift: float = 0.0) -> str:
    """Return what is told of two spikes behind the last of which the level is higher."""
    loss = FALLING + 0.002 * noise(600) + after * (1.0 - np.exp(-np.maximum(STEP - 400, 0) / 20))
    loss[[250, 400]] += 20.0
    return told_of(run_of_values(loss - shift), "CC305")


@pytest.mark.parametrize("shift", [0.0, 10.0])
def test_a_level_that_stayed_higher_is_not_called_recovered(shift: float) -> None:
    """It names the level that was not reached again, with a zero of the loss and without."""
    told = _spiky(0.8, shift)
    assert "recovered" not in told
    assert f"it did not come back to {'-9.9' if shift else '0.05'}" in told
    assert "about its level before step 400" in told


def test_a_small_level_that_doubled_is_not_called_recovered() -> None:
    """A tenth of the range may be several times what was reached."""
    assert "did not come back to 0.05" in _spiky(0.1)


@pytest.mark.parametrize("after", [-0.02, 0.0, 0.01])
def test_a_level_that_was_reached_again_is_called_recovered(after: float) -> None:
    """At about what it was, or lower."""
    assert "all recovered" in _spiky(after)
