"""Levels against the losses of guessing."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.measures.guesses import CLASS_GUESSES, MEAN_GUESSES, REACH, above_guess

LEVELS = np.geomspace(1e-60, 1e60, 400)


@pytest.mark.parametrize("guess", [*CLASS_GUESSES, *MEAN_GUESSES])
def test_a_level_is_held_against_the_guess_that_it_is_near(guess: float) -> None:
    """1 % above a guess is ln 1.01 above, 1 % below is as far below."""
    assert above_guess(1.01 * guess, CLASS_GUESSES + MEAN_GUESSES) == pytest.approx(np.log(1.01))
    assert above_guess(0.99 * guess, CLASS_GUESSES + MEAN_GUESSES) == pytest.approx(np.log(0.99))


def test_levels_far_from_any_guess_are_all_alike() -> None:
    """However small or large a loss, it counts as no farther than REACH from a guess."""
    found = {float(level): above_guess(float(level), MEAN_GUESSES) for level in LEVELS}
    assert {-REACH} == {distance for level, distance in found.items() if level < 0.3}
    assert {REACH} == {distance for level, distance in found.items() if level > 1.6}
