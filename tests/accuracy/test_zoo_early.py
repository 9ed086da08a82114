"""A training stopped sooner is what the same recipe gives when it is planned that short."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.accuracy import stored_cases
from tests.accuracy.cases import in_another_unit, stored_zoo_cases
from tests.accuracy.zoo import cache
from tests.accuracy.zoo.early import FEWEST_POINTS, PLAN_MATTERS, early_stop
from tests.accuracy.zoo.load import DEFAULT_SEED
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.run import make_runs
from tests.accuracy.zoo.schedules import ANNEALED
from tests.accuracy.zoo.train import train

RECIPE = Recipe(task="sine", steps=240, log_every=4, learning_rate=0.05)
KEY = (7, 1)


def test_stopping_sooner_equals_planning_a_shorter_run() -> None:
    """Log and noise-free losses of the first part are those of a run planned that short."""
    sooner = train(RECIPE, KEY).sooner
    assert sooner is not None
    planned = train(replace(RECIPE, steps=sooner.last), KEY)
    whole = train(RECIPE, KEY)
    assert planned.record.loss == whole.record.loss[: sooner.last]
    for watch, curve in ((sooner.within, planned.curve), (sooner.after, planned.continuation)):
        common, here, there = np.intersect1d(watch.curve.step, curve.step, return_indices=True)
        assert len(common) > 15
        assert np.array_equal(np.array(watch.curve.loss)[here], np.array(curve.loss)[there])


def test_an_early_run_follows_the_run_that_it_is_part_of() -> None:
    """Its log ends where it stopped, at four times which the longer training has been."""
    for index in range(20):
        run, *early = make_runs(1, index)
        assert not run.early
        for shorter in early:
            assert shorter.early
            assert shorter.id.startswith(run.id)
            assert shorter.task == run.task
            assert FEWEST_POINTS <= len(shorter.step) + 1
            assert shorter.step[-1] <= shorter.total_steps < run.total_steps


@pytest.mark.parametrize(
    "change",
    [
        *({"schedule": name} for name in PLAN_MATTERS),
        {"kill_at": 0.5},
        {"resume": (0.3, 0.4)},
        {"shift_at": 0.5},
        {"corrupt_at": (0.5,)},
        {"log_every": 60},
    ],
    ids=str,
)
def test_no_early_run_where_the_end_decides_what_comes_before(change: dict[str, Any]) -> None:
    """A schedule or an accident placed by the length would be another one in a shorter run."""
    assert early_stop(RECIPE, KEY) is not None
    assert early_stop(replace(RECIPE, **change), KEY) is None


def test_the_stored_cases_keep_to_their_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Early runs come only when asked for, of the trainings counted, and in another unit."""
    monkeypatch.setattr(cache, "DEFAULT_CACHE", tmp_path)
    pairs = [pair for pair in (make_runs(1, index) for index in range(12)) if len(pair) > 1][:2]
    (run, early), _ = pairs
    path = cache.shard_path(tmp_path, DEFAULT_SEED, 0)
    cache.write_shard(path, [each for pair in pairs for each in pair])
    assert [run.id] == [case.id for case in stored_zoo_cases(1)]
    (told,) = stored_zoo_cases(1, early=True)
    assert early.id == told.id
    assert not np.array_equal(told.run.objective.value, early.train, equal_nan=True)


def test_every_schedule_with_an_end_in_sight_is_left_out() -> None:
    """A schedule that a longer plan would stretch is never cut."""
    assert set(PLAN_MATTERS) >= ANNEALED


def test_another_unit_changes_the_losses_alone() -> None:
    """Losses and validation losses keep one ratio to what was logged; all else is as it was."""
    ratios = []
    for case in stored_cases.read()[:20]:
        other = in_another_unit(case)
        again = in_another_unit(case).run.objective.value
        assert np.array_equal(again, other.run.objective.value, equal_nan=True)
        assert replace(other, run=case.run) == case
        assert other.run.series.keys() == case.run.series.keys()
        assert other.run.objective is other.run.series[case.run.objective.role]
        for role, series in case.run.series.items():
            value = other.run.series[role].value
            if role in ("train", "validation"):
                ratios.append(float(other.run.objective.value[0] / case.run.objective.value[0]))
                assert value == pytest.approx(ratios[-1] * series.value, nan_ok=True)
            else:
                assert value is series.value
    assert len(set(ratios)) > 15
