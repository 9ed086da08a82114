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


def test_laps_of_different_lengths_are_restarts() -> None:
    """A training that was killed now and then does not come as far each time."""
    step = np.concatenate([np.arange(points) for points in (80, 60, 90, 70)])
    assert not joined(step, falling(len(step)))
