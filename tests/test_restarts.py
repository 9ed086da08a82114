"""Restarts, repeated steps and late writers: what stays of a column."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.series._restarts import LATE_PLACES, LISTED, settle

STEPS = st.lists(st.integers(0, 30), min_size=1, max_size=60)


def kept(x: list[int] | np.ndarray, on_restart: str = "last") -> list[int]:
    """Return the indices of the records that stay."""
    found = settle(np.asarray(x, float), on_restart).kept  # type: ignore[arg-type]
    return list(range(len(x))) if found is None else found.tolist()


def far_apart(x: list[int]) -> list[int]:
    """Return the steps with each record repeated later, so that none counts as written late."""
    return [*x, *x]


@given(STEPS, st.sampled_from(["last", "first"]))
def test_what_stays_is_strictly_increasing_and_was_logged(x: list[int], rule: str) -> None:
    """Whatever the order, steps come out strictly increasing, each from one record."""
    stay = kept(x, rule)
    assert (np.diff(np.asarray(x)[stay]) > 0).all()
    assert len(set(stay)) == len(stay)
    assert set(stay) <= set(range(len(x)))


@given(STEPS)
def test_the_last_record_wins(x: list[int]) -> None:
    """A record stays exactly if every later one has a larger step."""
    x = far_apart(x)
    expected = [at for at, step in enumerate(x) if all(step < later for later in x[at + 1 :])]
    assert expected == kept(x)


@given(STEPS)
def test_the_first_record_wins_where_asked(x: list[int]) -> None:
    """With "first" a record stays exactly if it goes beyond every earlier one."""
    x = far_apart(x)
    expected = [at for at, step in enumerate(x) if all(step > earlier for earlier in x[:at])]
    assert expected == kept(x, "first")


@given(st.integers(2, 60), st.integers(0, 58), st.integers(2, 60))
def test_a_resumed_run_is_counted(first: int, to: int, second: int) -> None:
    """One step back is one restart, and says how many points it discarded."""
    to = min(to, first - 2)
    x = np.array([*range(first), *range(to, to + second)], float)
    settled = settle(x)
    assert [(restart.at, restart.discarded) for restart in settled.restarts] == [(to, first - to)]
    assert settled.runs == (2 if to == 0 else 1)
    assert settled.kept is not None
    assert len(settled.kept) == to + second


def test_restarts_one_after_another_count_what_was_still_standing() -> None:
    """A point that one restart discarded is not counted again by the next."""
    x = np.array([0, 1, 2, 3, 4, 2, 3, 1, 2, 3, 4, 5], float)
    restarts = settle(x).restarts
    assert [(restart.at, restart.discarded) for restart in restarts] == [(2, 3), (1, 3)]


def test_a_repeated_step_is_no_restart() -> None:
    """Several rows at one step leave the last of them, and nothing is said of restarts."""
    settled = settle(np.array([0, 1, 1, 1, 2, 3, 3], float))
    assert settled.kept is not None
    assert settled.kept.tolist() == [0, 3, 4, 6]
    assert (settled.restarts, settled.repeated, settled.runs) == ((), 3, 1)


def test_appended_runs_leave_the_last() -> None:
    """Of hundreds of runs in one file the last one stays, and the count is right."""
    settled = settle(np.tile(np.arange(10.0), LISTED + 70))
    assert settled.kept is not None
    assert len(settled.kept) == 10
    assert settled.runs == LISTED + 70
    assert len(settled.restarts) == LISTED
    assert {restart.discarded for restart in settled.restarts} == {10}


@pytest.mark.parametrize(
    "x", [[0, 1, 3, 2, 4, 5], [1, 0, 2, 3, 4, 6, 5], [0, 3, 1, 2, 4, 5, 6, 7, 8]]
)
def test_records_written_late_are_sorted_in(x: list[int]) -> None:
    """Neighbours in the wrong order lose nothing and are no restart."""
    settled = settle(np.array(x, float))
    assert [x[at] for at in kept(x)] == sorted(x)
    assert settled.restarts == ()
    assert settled.late > 0


@pytest.mark.parametrize(
    "x",
    [
        [10, 20, 30, 40, 50, 15, 25, 35, 45, 55],  # logged at another phase after the resume
        [0, 1, 2, 1, 2, 3],  # short, but the steps repeat
    ],
)
def test_a_restart_is_not_mistaken_for_late_writing(x: list[int]) -> None:
    """Longer ways back, and steps that repeat, are restarts."""
    settled = settle(np.array(x, float))
    assert len(settled.restarts) == 1
    assert settled.late == 0


def test_late_writing_and_a_restart_are_told_apart_in_one_log() -> None:
    """Late records far from the restart are sorted in, the restart discards."""
    x = [0, 2, 1, 3, 4, 5, 6, 7, 8, 9, 5, 6, 7, 8, 9, 10]
    settled = settle(np.array(x, float))
    assert [x[at] for at in kept(x)] == list(range(11))
    assert [(restart.at, restart.discarded) for restart in settled.restarts] == [(5, 5)]
    assert settled.late == LATE_PLACES


@given(st.permutations(range(80)))
def test_a_log_that_was_never_in_order_is_sorted(x: list[int]) -> None:
    """Rows of a database come in any order: nothing of them is lost."""
    disordered = sum(later < earlier for earlier, later in pairwise(x))
    if disordered > 4:
        assert [x[at] for at in kept(x)] == sorted(x)
