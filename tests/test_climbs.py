"""Generated curves that climb without failing: the truth of their closed form."""

from __future__ import annotations

import pytest

from convcheck.curves import generate

POINTS = 10_001


@pytest.mark.parametrize(("rise", "ramp"), [(0.1, 0.1), (0.3, 0.2), (0.4, 0.4)])
def test_a_raised_penalty_settles_where_its_climb_ends(rise: float, ramp: float) -> None:
    """It comes within the band of its last level shortly before the straight climb is over."""
    begin = 0.3
    curve = generate(
        "raised_penalty", points=POINTS, begin=begin, ramp=ramp, rise=rise, time_constant=0.02
    )
    end = begin + ramp * (1 - 0.02 / rise)  # of a total range of 1: the descent is over by then
    assert curve.truth.verdict == "converged"
    assert curve.truth.settling[0.02] == pytest.approx(end * (POINTS - 1), abs=5)


def test_harder_data_settles_after_its_leap() -> None:
    """However long it had rested before, a loss that leaps has settled only after that."""
    curve = generate("harder_data", points=POINTS, at=0.5, leap=0.5, kept=0.0, time_constant=0.03)
    assert curve.truth.verdict == "converged"
    assert curve.truth.settling[0.02] > 0.5 * POINTS


def test_a_climb_that_goes_on_or_takes_most_of_the_drop_is_no_settled_one() -> None:
    """What still climbs at the end, or has lost more than half, has diverged."""
    going_on = generate("raised_penalty", points=POINTS, begin=0.5, ramp=0.6, rise=0.4)
    lost = generate("raised_penalty", points=POINTS, begin=0.3, ramp=0.2, rise=0.6)
    assert {going_on.truth.verdict, lost.truth.verdict} == {"diverged"}
