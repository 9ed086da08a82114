"""A counter that starts over: one training that goes on, or runs that follow each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import convcheck
from convcheck.errors import InputError
from convcheck.report import RunReport
from convcheck.rule import Verdict
from convcheck.series._laps import laps

LAP = 80
"""Steps of an epoch in these logs."""


def falling(points: int, noise: float = 0.03) -> np.ndarray:
    """Return a loss that settles within an epoch: it goes on from lap to lap."""
    scatter = np.random.default_rng(points).normal(0.0, noise, points)
    return np.asarray(0.4 + 2.0 * np.exp(-np.arange(points) / 20.0) + scatter)


def joined(step: np.ndarray, loss: np.ndarray) -> bool:
    """Return whether the points are taken for laps of one run."""
    return laps(np.asarray(step, dtype=float), loss) is not None


def analyzed(
    folder: Path, step: np.ndarray, on_restart: str = "last", **columns: np.ndarray
) -> RunReport:
    """Analyze a log that holds nothing but a counter and losses."""
    path = folder / "run.csv"
    rows = zip(step, *columns.values(), strict=True)
    lines = (",".join(map(str, row)) for row in rows)
    path.write_text("\n".join([",".join(["step", *columns]), *lines]))
    return convcheck.analyze(path, on_restart=on_restart).runs[0]


@pytest.mark.parametrize(
    ("points", "often"),
    [(2 * LAP, "once"), (3 * LAP, "2 times"), (6 * LAP, "5 times"), (6 * LAP + 25, "6 times")],
)
def test_a_counter_that_starts_over_in_a_training_that_goes_on_is_counted_on(
    tmp_path: Path, points: int, often: str
) -> None:
    """No epoch is logged, the last one may be cut short: all points are one run."""
    loss = falling(points)
    found = analyzed(tmp_path, np.arange(points) % LAP, loss=loss, val_loss=loss + 0.1)
    assert found.diagnosis.verdict is Verdict.CONVERGED
    assert found.steps == (0.0, points - 1)
    assert found.series["validation"].points == points
    (told,) = (note.message for note in found.notes if note.code == "counter-resets")
    assert f"'step' starts over {often}, but 'loss' goes on" in told
    assert told.endswith("counted on by 80")
    assert not any(finding.rule.code == "CC101" for finding in found.diagnosis.findings)


def test_who_wants_runs_apart_gets_them(tmp_path: Path) -> None:
    """The first branch alone, or an error, as for any counter that goes back."""
    step, loss = np.arange(4 * LAP) % LAP, falling(4 * LAP)
    assert analyzed(tmp_path, step, "first", loss=loss).steps == (0.0, LAP - 1)
    with pytest.raises(InputError, match="goes back 3 times"):
        analyzed(tmp_path, step, "error", loss=loss)


def test_runs_that_follow_each_other_are_not_joined(tmp_path: Path) -> None:
    """Each leaps back to where it begins: they are runs of their own, and the last is analyzed."""
    found = analyzed(tmp_path, np.arange(5 * LAP) % LAP, loss=np.tile(falling(LAP), 5))
    assert found.steps == (0.0, LAP - 1)
    assert any(note.code == "several-runs" for note in found.notes)


@pytest.mark.parametrize("first", [100.0, 9.0, 2.4])
def test_runs_need_not_begin_where_the_first_began(first: float) -> None:
    """One that began higher, or exploded, does not make the others one training."""
    runs = [falling(LAP) * first / 2.4, *(falling(LAP, 0.02) for _ in range(3))]
    assert not joined(np.arange(4 * LAP) % LAP, np.concatenate(runs))


@pytest.mark.parametrize("lost", [slice(0, 1), slice(2, 5), slice(250, None), slice(70, 90)])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_do_not_part_the_laps(lost: slice, value: float) -> None:
    """A training that goes on to its end in NaN is still one training."""
    loss = falling(5 * LAP)
    loss[lost] = value
    assert joined(np.arange(5 * LAP) % LAP, loss)


def test_most_returns_must_go_on_but_not_each() -> None:
    """A spike at one return of ten is noise; at four of ten it is not one training."""
    step, loss = np.arange(11 * LAP) % LAP, falling(11 * LAP)
    for spikes, expected in ((1, True), (4, False)):
        spiked = loss.copy()
        for lap in range(2, 2 + spikes):
            spiked[lap * LAP : lap * LAP + 5] += 2.0
        assert expected == joined(step, spiked)


def test_laps_of_three_points_prove_nothing() -> None:
    """They have no beginning and no end."""
    assert not joined(np.arange(24) % 3, falling(24))


@pytest.mark.parametrize(("noise", "expected"), [(0.03, True), (0.4, False)])
def test_one_return_is_enough_where_the_loss_clearly_goes_on(noise: float, expected: bool) -> None:
    """A training that was resumed, with its counter at nought; in loud noise it may be another."""
    for points in (2 * LAP, 2 * LAP - 30):
        assert expected == joined(np.arange(points) % LAP, falling(points, noise))
    assert not joined(np.arange(2 * LAP) % LAP, np.tile(falling(LAP), 2))


@pytest.mark.parametrize(("sigmas", "expected"), [(6.5, False), (9.5, True)])
def test_one_return_counts_from_a_fall_of_eight_standard_deviations(
    sigmas: float, expected: bool
) -> None:
    """A smaller fall is one that a second run could have leapt back by."""
    fallen = np.where(np.arange(2 * LAP) < 10, sigmas, 0.0)
    noises = [np.random.default_rng(seed).normal(0.0, 1.0, 2 * LAP) for seed in range(20)]
    found = [joined(np.arange(2 * LAP) % LAP, fallen + noise) for noise in noises]
    assert expected == (np.mean(found) > 0.5)


def test_a_last_session_may_be_the_longest(tmp_path: Path) -> None:
    """A training that was resumed for longer, its counter at nought, takes up where it was."""
    for sessions in (1, 3):
        points = sessions * LAP + 3 * LAP
        step, loss = np.append(np.arange(sessions * LAP) % LAP, np.arange(3 * LAP)), falling(points)
        found = analyzed(tmp_path, step, loss=loss, val_loss=loss + 0.1)
        assert found.steps == (0.0, points - 1)
        assert found.series["validation"].points == points
        assert not joined(step, falling(points, 0.4))
        assert analyzed(tmp_path, step, "first", loss=loss).steps == (0.0, 3 * LAP - 1)
        with pytest.raises(InputError, match="goes back"):
            analyzed(tmp_path, step, "error", loss=loss)


@pytest.mark.parametrize("back", [1.0, 0.4])
def test_a_longer_run_that_leaps_back_is_a_run_of_its_own(tmp_path: Path, back: float) -> None:
    """Be it to where the first began, or less far, as from another start or a part of the model."""
    step = np.append(np.arange(LAP), np.arange(3 * LAP))
    again = falling(3 * LAP)
    loss = np.append(falling(LAP), 0.4 + back * (again - 0.4))
    assert analyzed(tmp_path, step, loss=loss).steps == (0.0, 3 * LAP - 1)
    assert not joined(np.append(np.arange(2 * LAP) % LAP, step), np.append(falling(2 * LAP), loss))


@pytest.mark.parametrize(("leap", "expected"), [(0.2, True), (0.3, False)])
def test_a_longer_session_must_take_up_where_the_first_ended(leap: float, expected: bool) -> None:
    """Within a quarter of the first fall, though it falls on by much more than it leapt back."""
    first = 1.0 + 1.4 * np.exp(-np.arange(LAP) / 15.0)
    second = 0.2 + (0.8 + 1.4 * leap) * np.exp(-np.arange(3 * LAP) / 100.0)
    loss = np.append(first, second) + np.random.default_rng(1).normal(0.0, 0.005, 4 * LAP)
    assert expected == joined(np.append(np.arange(LAP), np.arange(3 * LAP)), loss)


def test_laps_of_different_lengths_are_restarts() -> None:
    """A training that was killed now and then does not come as far each time."""
    step = np.concatenate([np.arange(points) for points in (80, 60, 90, 70)])
    assert not joined(step, falling(len(step)))
