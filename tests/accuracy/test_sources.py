"""What is scored was not learned from: a left-out group takes all that bears its names with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.accuracy import stored_cases
from tests.accuracy.averaging import averaged
from tests.accuracy.measured import Measured, measure
from tests.accuracy.sources import NAMES, Source, _belongs, groups

CASE = max(stored_cases.read(), key=lambda case: len(case.run.objective))


def _run(source: str, kind: str, outcome: str = "converged") -> Measured:
    return replace(measure(CASE), source=source, kind=kind, outcome=outcome)


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_left_out_once(name: str) -> None:
    """The groups of a source share no kind and hold them all."""
    kinds = [f"kind{number}" for number in range(23)]
    found = groups(Source(name, (), [_run(name, kind) for kind in kinds]))
    assert sorted(kinds) == sorted(kind for group in found for kind in group)


@pytest.mark.parametrize("name", ["zoo", "trained", "generated"])
def test_a_left_out_kind_is_left_out_wherever_it_bears_its_name_or_a_known_other(name: str) -> None:
    """Leaving out ``linear`` takes ``linear`` and ``lin`` of every source along, nothing else."""
    group = frozenset({"linear"})
    gone = [_run(source, kind) for source in NAMES for kind in ("linear", "lin")]
    assert all(_belongs(run, name, group) for run in gone)
    assert not any(_belongs(_run(source, "blobs"), name, group) for source in NAMES)


def test_window_means_leave_with_their_run() -> None:
    """A run's second log is not fitted to while the run itself is scored."""
    means = measure(averaged(CASE, 3))
    assert _belongs(means, CASE.source, frozenset({CASE.kind}))


def test_of_the_real_trainings_the_whole_folder_is_left_out() -> None:
    """When ``truth`` is scored none of its runs is fitted to, of whatever kind."""
    assert _belongs(_run("truth", "another"), "truth", frozenset({"digits"}))
    assert not _belongs(_run("trained", "digits"), "truth", frozenset({"digits"}))
