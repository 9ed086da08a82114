"""What is scored was not learned from: a left-out group takes all that bears its names with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.accuracy import sources, stored_cases
from tests.accuracy.averaging import averaged, averaged_cases, running_cases
from tests.accuracy.cases import SHARED, Case, kind_of
from tests.accuracy.like_kinds import ALONE, LIKE, like_kinds
from tests.accuracy.measured import Measured, measure
from tests.accuracy.sources import NAMES, Counts, belongs, groups
from tests.accuracy.zoo.tasks import TASKS

CASE = max(stored_cases.read(), key=lambda case: len(case.run.objective))
MEASURED = measure(CASE)


def _run(source: str, kind: str, outcome: str = "converged") -> Measured:
    return replace(MEASURED, source=source, kind=kind, outcome=outcome)


needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is missing: skipped")


def _real_kinds() -> set[str]:
    """Return all kinds of ``truth`` and ``trained``."""
    lines = [
        json.loads(line)
        for folder in ("truth", "trained")
        for line in (SHARED / folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return set(map(kind_of, lines))


def test_trainings_stopped_sooner_teach_but_are_not_scored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are asked for where every log is wanted, and nowhere else."""
    asked: list[bool] = []

    def stored(_count: int, early: bool = False) -> list[Case]:
        asked.append(early)
        return []

    monkeypatch.setattr(sources, "stored_zoo_cases", stored)
    assert [] == list(Counts().cases("zoo"))
    assert [False] == asked
    assert [] == list(Counts().cases("zoo", every_log=True))
    assert [False, False, True] == sorted(asked)


def test_every_real_training_teaches_by_its_window_means_and_its_running_means_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is fitted to holds, of each source, the log itself, its means and its running means."""
    cases = [replace(CASE, id=f"run {index}:log.csv") for index in range(12)]

    def measured(_name: str, given: Sequence[Case], _jobs: int) -> list[Measured]:
        return [replace(MEASURED, id=each.id, guarded="") for each in given]

    monkeypatch.setattr(sources, "stored_zoo_cases", lambda *_, **__: cases[:4])
    monkeypatch.setattr(
        sources, "shared_cases", lambda name, _: cases[4:8] if name == "truth" else cases[8:]
    )
    monkeypatch.setattr(sources, "measure_all", measured)
    monkeypatch.setattr(sources, "lessons_of", lambda *_: [])
    taught = {run.id for run in sources.fitted_to(Counts(generated=0)).runs}
    for of_source in (cases[:4], cases[4:8], cases[8:]):
        assert {each.id for each in of_source} <= taught
        for made in (averaged_cases, running_cases):
            means = {each.id for each in made(of_source)}
            assert means
            assert means <= taught


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_left_out_once(name: str) -> None:
    """The groups of a source share no kind and hold them all."""
    kinds = [f"kind{number}" for number in range(23)]
    found = groups(name, [_run(name, kind) for kind in kinds])
    assert sorted(kinds) == sorted(kind for group in found for kind in group)


@pytest.mark.parametrize("name", ["zoo", "trained", "generated"])
def test_a_left_out_kind_is_left_out_wherever_it_bears_its_name_or_a_known_other(name: str) -> None:
    """Leaving out ``linear`` takes ``linear`` and ``lin`` of every source along, nothing unlike."""
    group = frozenset({"linear"})
    gone = [_run(source, kind) for source in NAMES for kind in ("linear", "lin")]
    assert all(belongs(run, name, group) for run in gone)
    assert not any(belongs(_run(source, "blobs"), name, group) for source in NAMES)


@pytest.mark.parametrize("name", ["zoo", "trained"])
def test_of_two_like_kinds_each_takes_the_other_along(name: str) -> None:
    """Whatever group of the table two kinds share, neither is fitted to while one is scored."""
    run = _run("truth", "any")
    for kind, other in {(kind, other) for group in LIKE for kind in group for other in group}:
        assert belongs(replace(run, kind=other), name, frozenset({kind})), (kind, other)


def test_a_recipe_of_two_tasks_goes_with_both_and_joins_them_not() -> None:
    """``early`` holds digits and text: it is left out with either, but they are not alike."""
    assert {"digits", "language"} <= like_kinds("early")
    assert "language" not in like_kinds("digits")


@needs_shared
def test_every_real_kind_has_a_like_one_in_the_zoo_or_is_stated_to_have_none() -> None:
    """A kind that is new in the data cannot be forgotten."""
    assert ALONE == {kind for kind in _real_kinds() if not like_kinds(kind) & TASKS.keys()}


@needs_shared
def test_the_table_names_only_kinds_that_there_are() -> None:
    """A misspelt kind would leave nothing out."""
    assert frozenset().union(*LIKE, ALONE) <= _real_kinds() | TASKS.keys()


def test_every_group_of_the_table_has_a_kind_of_the_zoo() -> None:
    """Also where the real runs are missing, a task that was renamed is noticed."""
    assert all(group & TASKS.keys() for group in LIKE)


def test_window_means_leave_with_their_run() -> None:
    """A run's second log is not fitted to while the run itself is scored."""
    means = measure(averaged(CASE, 3))
    assert belongs(means, CASE.source, frozenset({CASE.kind}))


def test_of_the_real_trainings_the_whole_folder_is_left_out() -> None:
    """When ``truth`` is scored none of its runs is fitted to, of whatever kind."""
    assert belongs(_run("truth", "another"), "truth", frozenset({"digits"}))
    assert not belongs(_run("trained", "digits"), "truth", frozenset({"digits"}))
