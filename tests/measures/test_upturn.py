"""Where a curve is best: not at a lucky last point, and with all that is as good."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.measures.upturn import measure_upturn


@pytest.mark.parametrize("points", [40, 300, 3000])
def test_a_curve_that_rests_is_as_good_nearly_all_the_while(points: int) -> None:
    """Of 40 draws of the noise nearly all name most of the rest, though a last point may be low."""
    rest = points // 4
    falling = np.where(np.arange(points) < rest, 2.0 - 1.7 * np.arange(points) / rest, 0.3)
    wide = 0
    for seed in range(40):
        loss = falling + 0.02 * np.random.default_rng(seed).standard_normal(points)
        first, last = measure_upturn(loss).best_range
        wide += last - first > 0.5 * (points - rest)
    assert wide >= 36


@pytest.mark.parametrize("points", [40, 300, 3000])
@pytest.mark.parametrize("seed", range(5))
def test_a_clear_turn_is_best_where_it_turns(points: int, seed: int) -> None:
    """The turn lies within the range, and the range near the turn."""
    place = np.linspace(0.0, 1.0, points)
    loss = 4.0 * (place - 0.6) ** 2 + 0.02 * np.random.default_rng(seed).standard_normal(points)
    first, last = measure_upturn(loss).best_range
    assert place[first] <= 0.6 <= place[last]
    assert place[last] - place[first] < 0.4


@pytest.mark.parametrize("points", [4, 8, 20, 40, 300])
@pytest.mark.parametrize("power", [0.3, 1.0, 3.0])
def test_a_curve_that_falls_to_its_end_is_best_there_and_did_not_turn(
    points: int, power: float
) -> None:
    """Without noise nothing is doubted, also where it falls faster and faster."""
    turn = measure_upturn(1.0 - np.linspace(0.0, 1.0, points) ** power)
    assert turn.best == points - 1
    assert turn.size == 0.0
