"""The interval of a step holds the chance that it promises, and no more of the run than it must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.measures.interval import COVERAGE, GRID, Chances

ROUNDING = 1e-6
shares = st.floats(0.001, 1.0)


@st.composite
def chances(draw: st.DrawFn) -> Chances:
    """Draw chances that rise, gently or in leaps, over places however far apart."""
    count = draw(st.integers(2, 40))
    gaps = draw(st.lists(shares, min_size=count - 1, max_size=count - 1))
    masses = np.array(draw(st.lists(shares, min_size=count, max_size=count))) ** 4
    place = np.concatenate([[0.0], np.cumsum(gaps)])
    known = draw(st.floats(0.0, 1.0))
    return Chances(place / place[-1], known * np.cumsum(masses) / masses.sum())


def chance_of_each_place(found: Chances) -> np.ndarray:
    """Return the chance that it settled at each place of the grid, shape (g,), of sum 1.

    At a place is what lies after the one before; what the chances leave open is at the end.
    """
    settled = np.interp(GRID, found.place, found.settled)
    return np.diff(np.append(settled[:-1], 1.0), prepend=0.0)


def places_of(interval: tuple[float, float]) -> tuple[int, int]:
    """Return the numbers of the first and last place of an interval on the grid."""
    first, last = np.searchsorted(GRID, np.array(interval) - ROUNDING)
    return int(first), int(last)


@given(chances())
def test_an_interval_holds_the_chance_that_it_promises(found: Chances) -> None:
    """Whatever the chances are, what lies within adds up to the coverage or more."""
    first, last = places_of(found.interval())
    assert COVERAGE - ROUNDING <= chance_of_each_place(found)[first : last + 1].sum()


@given(chances())
def test_no_smaller_interval_holds_as_much(found: Chances) -> None:
    """Wherever one begins that has a place less, it holds less than the coverage."""
    first, last = places_of(found.interval())
    shorter = last - first
    sums = np.append(0.0, np.cumsum(chance_of_each_place(found)))
    assert (sums[shorter:] - sums[: len(sums) - shorter] < COVERAGE).all()


def test_of_even_chances_an_interval_holds_88_percent() -> None:
    """A little under the 90 % that reports promise, and so measured: a change is a decision."""
    even = Chances(np.linspace(0.0, 1.0, 50), np.linspace(0.0, 1.0, 50))
    low, high = even.interval()
    assert 0.88 == pytest.approx(high - low, abs=1.5 / (len(GRID) - 1))


def test_what_settled_before_it_was_logged_is_at_the_first_place() -> None:
    """A loss that surely had settled at its first point has an interval of that point."""
    assert (0.0, 0.0) == Chances(np.array([0.0, 1.0]), np.array([1.0, 1.0])).interval()


def test_what_had_settled_nowhere_is_at_the_end() -> None:
    """Chances that leave most open say that it settled at the last point, not that it never did."""
    assert (1.0, 1.0) == Chances(np.array([0.0, 1.0]), np.array([0.0, 0.05])).interval()
