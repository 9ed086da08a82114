"""From the loss table to the run, on tables with a planted answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.errors import InputError, NoObjective
from convcheck.model import Run, Source
from convcheck.series import Choice, build, choose
from convcheck.settings import OnRestart
from convcheck.table import Catalog, Column, Entry, LossTable

STEPS = st.one_of(
    st.integers(0, 8), st.floats(-3, 1e6), st.just(float("nan")), st.just(float("inf"))
)
"""Positions as a broken log may hold them."""

Points = Sequence[tuple[float, float, float]]
"""Record, position and value of each point."""


def column(name: str, points: Points) -> Column:
    """Return a column of these points, one second a record."""
    record, x, value = (np.array(part) for part in zip(*points, strict=True))
    return Column(name, record.astype(np.int64), x.astype(float), value.astype(float),
                  record.astype(float))  # fmt: skip


def every_record(x: Sequence[float], value: Sequence[float] | None = None) -> Points:
    """Return points at consecutive records; the values are 100, 101, ... where none are given."""
    values = range(100, 100 + len(x)) if value is None else value
    return list(zip(range(len(x)), x, values, strict=True))


def run_of(
    columns: Mapping[str, Points],
    choice: Choice | None = None,
    further: Sequence[Entry | str] = (),
    intrinsic: bool = False,
) -> Run:
    """Choose and build a run from these columns and further entries of the catalog."""
    named = {entry.name for entry in further if isinstance(entry, Entry)}
    entries = [Entry(name) for name in columns if name not in named]
    entries += [Entry(entry) if isinstance(entry, str) else entry for entry in further]
    catalog = Catalog(tuple(entries), intrinsic_axis=intrinsic)
    table = LossTable({name: column(name, points) for name, points in columns.items()})
    source = Source("logs/run.csv", "csv", ("logs/run.csv",))
    return build(choose(catalog, choice), table, source, catalog, choice)


def codes(run: Run) -> set[str]:
    """Return the codes of a run's notes."""
    return {note.code for note in run.notes}


@given(st.data())
def test_whatever_is_logged_comes_out_in_order(data: st.DataObject) -> None:
    """Every series of a run rises strictly, and holds nothing that was not logged."""
    columns = {}
    for name in ("loss", "val_loss", "epoch"):
        x = data.draw(st.lists(STEPS, min_size=name == "loss", max_size=30))
        gaps = data.draw(st.lists(st.integers(1, 3), min_size=len(x), max_size=len(x)))
        if x:
            records = np.cumsum(gaps).tolist()
            columns[name] = list(zip(records, x, range(100, 100 + len(x)), strict=True))
    unit = data.draw(st.sampled_from(["step", "batch", "epochs"]))
    rule: OnRestart = data.draw(st.sampled_from(("last", "first")))
    intrinsic = unit == "step" and data.draw(st.booleans())
    run = run_of(columns, Choice(on_restart=rule), [unit], intrinsic)
    for role, series in run.series.items():
        assert (np.diff(series.step) > 0).all(), role
        assert set(series.value) <= {value for *_, value in columns[series.name]}
    assert len(run.objective)


def test_a_plain_log_passes_unchanged() -> None:
    """Steps, values and times of a healthy log come out as they went in, without a note."""
    run = run_of({"loss": every_record([0, 10, 20], [3.0, float("nan"), 1.0])}, further=["step"])
    assert run.objective.step.tolist() == [0, 10, 20]
    assert np.array_equal(run.objective.value, [3.0, np.nan, 1.0], equal_nan=True)
    assert run.objective.time is not None
    assert run.objective.time.tolist() == [0, 1, 2]
    assert (run.axis.name, run.axis.unit, run.axis.whole) == ("step", "step", True)
    assert (run.id, run.goal, run.notes) == ("run.csv", "min", ())


def test_a_restart_discards_what_was_after_it() -> None:
    """After a resume from step 2 the values logged last count, and the run says so."""
    points = every_record([0, 1, 2, 3, 2, 3, 4])
    run = run_of({"loss": points}, further=["step"])
    assert run.objective.step.tolist() == [0, 1, 2, 3, 4]
    assert run.objective.value.tolist() == [100, 101, 104, 105, 106]
    assert [(restart.at, restart.discarded) for restart in run.restarts] == [(2, 2)]
    assert codes(run) == {"restarts"}
    first = run_of({"loss": points}, Choice(on_restart="first"), further=["step"])
    assert first.objective.value.tolist() == [100, 101, 102, 103, 106]
    with pytest.raises(InputError, match="goes back"):
        run_of({"loss": points}, Choice(on_restart="error"), further=["step"])


def test_validation_of_an_abandoned_branch_is_left_out() -> None:
    """A restart discards the validation logged beyond it, though no later one replaces it."""
    columns = {
        "loss": every_record([0, 1, 2, 3, 4, 2, 3]),
        "val_loss": [(1, 1, 9.0), (4, 4, 8.0)],
    }
    run = run_of(columns, further=["step"])
    assert run.validation is not None
    assert run.validation.step.tolist() == [1]


def test_of_appended_runs_the_last_is_analyzed() -> None:
    """A file with three runs says so, and holds nothing of the first two."""
    columns = {"loss": every_record([0, 1, 2, 0, 1, 2, 0, 1]), "val_loss": [(2, 2, 9.0)]}
    run = run_of(columns, further=["epoch"])
    assert run.objective.value.tolist() == [106, 107]
    assert run.validation is None
    assert [(note.code, note.count) for note in run.notes] == [("several-runs", 3)]


def test_a_counter_that_starts_over_at_every_epoch_is_counted_on() -> None:
    """Batches within epochs become one rising counter, whatever it is called."""
    columns = {
        "loss": every_record([0, 1, 2, 0, 1, 2, 0, 1, 2]),
        "epoch": every_record([0] * 9, [0, 0, 0, 1, 1, 1, 2, 2, 2]),
        "val_loss": [(2, 2, 9.0), (5, 2, 8.0), (8, 2, 7.0)],
    }
    run = run_of(columns, further=["step"])
    assert run.objective.step.tolist() == list(range(9))
    assert run.validation is not None
    assert run.validation.step.tolist() == [2, 5, 8]
    assert run.extras["steps_per_epoch"] == 3
    assert codes(run) == {"counter-resets"}
    alone = run_of({"loss": every_record([1, 2, 1, 2, 1, 2])}, further=["batch"])
    assert alone.objective.step.tolist() == [1, 2, 3, 4, 5, 6]


def test_a_resume_shows_through_a_counter_that_starts_over() -> None:
    """Where the epoch goes back as well, the points of the abandoned epoch are discarded."""
    epochs = [0, 0, 1, 1, 2, 2, 1, 1, 2, 2]
    columns = {
        "loss": every_record([0, 1] * 5),
        "epoch": every_record([0] * 10, epochs),
    }
    run = run_of(columns, Choice(x=("batch",)), further=["batch"])
    assert run.objective.value.tolist() == [100, 101, 106, 107, 108, 109]


def test_without_usable_steps_points_are_counted() -> None:
    """NaN steps, or one step for all, give way to the count of points; the run says so."""
    for x in ([float("nan")] * 4, [0.0] * 4):
        columns = {"loss": every_record(x), "val_loss": [(1, x[0], 9.0), (3, x[0], 8.0)]}
        run = run_of(columns, further=["step"])
        assert run.objective.step.tolist() == [0, 1, 2, 3]
        assert run.validation is not None
        assert run.validation.step.tolist() == [1, 3]
        assert run.axis.unit == "record"
        assert "no-usable-step" in codes(run)


def test_a_point_without_step_is_left_out() -> None:
    """A few points before the first step are dropped with a note, the others stay."""
    run = run_of({"loss": every_record([float("nan"), 1, 2, 3])}, further=["step"])
    assert run.objective.step.tolist() == [1, 2, 3]
    assert codes(run) == {"no-step"}


def test_many_points_in_an_epoch_are_all_kept() -> None:
    """Where the epoch is the only counter, its points are counted one by one."""
    columns = {"loss": every_record([0, 0, 0, 1, 1, 1]), "val_loss": [(2, 0, 9.0), (5, 1, 8.0)]}
    run = run_of(columns, further=["epoch"])
    assert run.objective.step.tolist() == [0, 1, 2, 3, 4, 5]
    assert run.validation is not None
    assert run.validation.step.tolist() == [2, 5]
    assert codes(run) == {"repeated-epochs"}


def test_validation_in_epochs_goes_to_the_last_step_of_each() -> None:
    """With an epoch column, a validation counted in epochs lands on the training's steps."""
    steps = list(range(10, 310, 10))
    columns = {
        "loss": every_record(steps),
        "epoch": every_record(steps, [(step - 1) // 100 for step in steps]),
        "val_loss": [(9, 0, 9.0), (19, 1, 8.0), (29, 2, 7.0)],
    }
    run = run_of(columns, further=["step"])
    assert run.validation is not None
    assert run.validation.step.tolist() == [100, 200, 300]
    assert codes(run) == {"axis-converted"}
    columns["val_loss"] = [(9, 1, 9.0), (19, 2, 8.0), (29, 3, 7.0)]
    from_one = run_of(columns, further=["step"])
    assert from_one.validation is not None
    assert from_one.validation.step.tolist() == [100, 200, 300]


def test_validation_in_epochs_is_spread_where_no_column_tells() -> None:
    """Without an epoch column, consecutive epochs are put on the steps by proportion."""
    columns = {
        "loss": every_record(list(range(1, 401))),
        "val_loss": [(100, 1, 9.0), (200, 2, 8.0), (300, 3, 7.0), (400, 4, 6.0)],
    }
    run = run_of(columns, further=["step"])
    assert run.validation is not None
    assert run.validation.step.tolist() == [100, 200, 300, 400]
    uneven = columns | {"val_loss": [(100, 1, 9.0), (200, 2, 8.0), (400, 7, 6.0)]}
    entry = Entry("val_loss", axis="epoch", unit="epoch")
    apart = run_of(uneven, further=["step", entry])
    assert apart.validation is None
    assert codes(apart) == {"series-apart"}


def test_parts_are_added_where_all_have_a_value() -> None:
    """The sum of the parts is the loss; a row without one of them has no sum."""
    columns = {
        "train/box_loss": every_record([1, 2, 3], [1.0, 2.0, 3.0]),
        "train/cls_loss": [(0, 1, 10.0), (2, 3, 30.0)],
    }
    run = run_of(columns, further=["epoch"])
    assert (run.objective.name, run.objective.step.tolist()) == ("train/loss", [1, 3])
    assert run.objective.value.tolist() == [11.0, 33.0]
    # In event files each value is a record of its own, and the step joins them.
    columns["train/cls_loss"] = [(10, 1, 10.0), (11, 2, 20.0), (12, 3, 30.0)]
    run = run_of(columns, intrinsic=True)
    assert run.objective.value.tolist() == [11.0, 22.0, 33.0]


def test_a_validation_that_is_never_a_number_is_left_out() -> None:
    """All-NaN validation is dropped with a note; an all-NaN training loss stays."""
    nan = float("nan")
    run = run_of({"loss": every_record([0, 1]), "val_loss": every_record([0, 1], [nan, nan])},
                 further=["step"])  # fmt: skip
    assert run.validation is None
    assert codes(run) == {"validation-never-finite"}
    assert len(run_of({"loss": every_record([0, 1], [nan, nan])}, further=["step"]).objective) == 2


def test_without_training_the_validation_is_the_objective() -> None:
    """A log of validation only is about that, even where a training column stays empty."""
    run = run_of({"val_loss": every_record([0, 1])}, further=["step", "loss"])
    assert run.objective.role == "validation"
    assert run.validation is None
    assert codes(run) == {"validation-objective"}


def test_an_empty_log_has_no_objective() -> None:
    """Chosen columns without a single value are an error that names them."""
    with pytest.raises(NoObjective, match="'loss'"):
        run_of({}, further=["step", "loss"])


def test_steps_are_cut_to_those_asked_for() -> None:
    """Both ends count; nothing between them is an error that says what there is."""
    columns = {"loss": every_record([0, 1, 2, 3]), "val_loss": every_record([0, 1, 2, 3])}
    run = run_of(columns, Choice(from_step=1, to_step=2), further=["step"])
    assert [len(series) for series in run.series.values()] == [2, 2]
    assert run.objective.step.tolist() == [1, 2]
    with pytest.raises(NoObjective) as raised:
        run_of(columns, Choice(from_step=9), further=["step"])
    assert "from 0 to 3" in raised.value.hint


def test_fractional_epochs_tell_the_steps_of_an_epoch() -> None:
    """The HF Trainer's epoch gives the length of an epoch although it is not whole."""
    columns = {
        "loss": every_record([10, 20, 30]),
        "epoch": every_record([10, 20, 30], [0.1, 0.2, 0.3]),
    }
    run = run_of(columns, further=["step"])
    assert run.extras["steps_per_epoch"] == pytest.approx(100)
