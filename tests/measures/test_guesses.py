"""Levels against the losses of guessing."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.measures.guesses import CLASS, MEAN, REACH, above_guess

LEVELS = np.geomspace(1e-60, 1e60, 400)


@pytest.mark.parametrize("guess", [*CLASS, *MEAN])
def test_a_level_is_held_against_the_guess_that_it_is_near(guess: float) -> None:
    """1 % above a guess is ln 1.01 above, 1 % below is as far below."""
    assert above_guess(1.01 * guess, CLASS + MEAN) == pytest.approx(np.log(1.01))
    assert above_guess(0.99 * guess, CLASS + MEAN) == pytest.approx(np.log(0.99))


def test_levels_far_from_any_guess_are_all_alike() -> None:
    """Whatever the size of a loss, it counts as no farther than REACH from a guess."""
    found = np.array([above_guess(float(level), MEAN) for level in LEVELS])
    assert np.isin(found[[0, -1]], [-REACH, REACH]).all()
    assert (np.abs(found) <= REACH).all()
