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

FAIR_SHARE = 0.75
"""Of 13 runs where one file holds epoch means: two or three lie on a border of verdicts, where
averaging tips the balance."""


@cache
def every_pair(same_axis: bool) -> list[list[Pair]]:
    """Return the pairs of files of each run that has such pairs."""
    runs = [[p for p in pairs(files) if p.same_axis == same_axis] for files in readings()]
    return [run for run in runs if run]


def test_files_with_the_same_points_get_the_same_answer() -> None:
    """Same verdict, same findings of rules whose series both hold, step within one point."""
    runs = every_pair(same_axis=True)
    unlike = [(p.name, p.differences()) for run in runs for p in run if p.differences()]
    assert len(runs) >= 48
    assert [] == unlike


def test_epoch_means_and_single_steps_get_verdicts_that_are_both_fair() -> None:
    """Where one file holds epoch means, verdicts are the same or both acceptable, as a rule."""
    runs = every_pair(same_axis=False)
    agree = [not any(pair.differences() for pair in run) for run in runs]
    assert len(runs) == 13
    assert sum(agree) / len(agree) >= FAIR_SHARE
