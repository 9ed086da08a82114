"""Where to stop when validation stands still: not before what is to be kept was reached."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rules._logged import found_in, noise, run_of_values

PLACE = np.linspace(0.0, 1.0, 100)
TRAINING = 3.0 - 2.0 * PLACE + 0.01 * noise(100)
RESTS = 0.5 + 2.0 * np.exp(-PLACE / 0.05) + 0.003 * noise(100, 1)


@pytest.mark.parametrize(
    ("later", "score", "first"),
    [
        (0.0, None, "Stop near step 50, or watch"),
        (0.03, None, "Keep the checkpoint of step 8"),
        (0.0, 0.05, "Stop near step 50, or watch"),
        (0.0, 0.5, "Judge how long to train by the score beside it ('accuracy'), which rose"),
    ],
)
def test_a_stop_is_advised_only_where_nothing_better_comes_later(
    later: float, score: float | None, first: str
) -> None:
    """Neither a checkpoint that is clearly better, nor a score that rises on."""
    validation = RESTS - later * np.exp(-(((PLACE - 0.83) / 0.08) ** 2))
    others = {"validation": validation}
    if score is not None:
        others["accuracy"] = 0.8 - 0.5 * np.exp(-PLACE / score) + 0.002 * noise(100, 2)
    found = found_in(run_of_values(TRAINING, others=others), "CC404")
    assert found is not None
    assert found.remedies[0].startswith(first)
    assert later == score or (first[:4] == "Stop") == any("Stop" in r for r in found.remedies)
