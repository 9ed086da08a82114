"""The files that several loggers wrote of one training get the same answer."""

from __future__ import annotations

from functools import cache

import pytest

from tests.accuracy.cases import SHARED
from tests.accuracy.format_agreement import Pair, pairs, readings

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "truth").exists(), reason="skipped: no shared data folder"),
]

FEWEST_ALIKE = 53
"""Runs that get one answer from all files with the same points: all of them. Where one file rounds
to a few digits, a run on the border of two verdicts might cross it; none does."""
FEWEST_FAIR = 10
"""Of 13 runs where one file holds epoch means this many agree so far; the aim is all of them. It
keeps what was reached: raise it, never lower it."""


@cache
def every_pair(same_axis: bool) -> list[list[Pair]]:
    """Return the pairs of files of each run that has such pairs."""
    runs = [[p for p in pairs(files) if p.same_axis == same_axis] for files in readings()]
    return [run for run in runs if run]


def test_files_with_the_same_values_get_the_same_answer() -> None:
    """Same verdict, same findings of rules whose series both hold, step within one point."""
    every = [pair for run in every_pair(same_axis=True) for pair in run if pair.same_values]
    unlike = [(pair.name, pair.differences()) for pair in every if pair.differences()]
    assert len(every) >= 48
    assert [] == unlike


def test_files_with_the_same_points_agree_even_where_one_rounds() -> None:
    """Every run gets one answer from all files with the same points, however many digits."""
    runs = every_pair(same_axis=True)
    agree = [not any(pair.differences() for pair in run) for run in runs]
    assert len(runs) >= 48
    assert sum(agree) >= FEWEST_ALIKE


def test_epoch_means_and_single_steps_get_verdicts_that_are_both_fair() -> None:
    """Where one file holds epoch means, no fewer verdicts agree or are fair than did before."""
    runs = every_pair(same_axis=False)
    agree = [not any(pair.differences() for pair in run) for run in runs]
    assert len(runs) == 13
    assert sum(agree) >= FEWEST_FAIR
