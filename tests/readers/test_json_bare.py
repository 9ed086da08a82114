"""Documents whose numbers have keys that count, or no keys: the file's name tells what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import convcheck
from convcheck.causes import BOOSTERS
from convcheck.errors import NoObjective

TRAIN = [2 / (k + 1) for k in range(12)]
VALIDATION = [value + 0.5 for value in TRAIN]


@pytest.mark.parametrize(
    ("name", "value", "axis"),
    [
        ("loss_history.json", {"train": TRAIN, "val": VALIDATION}, "epoch"),
        ("a.json", {f"epoch_{k}": {"train_loss": t, "val_loss": t + 0.5}
                    for k, t in enumerate(TRAIN)}, "epoch"),
        ("a.json", {"train_loss": {str(k): t for k, t in enumerate(TRAIN)},
                    "val_loss": {str(k): t + 0.5 for k, t in enumerate(TRAIN)}}, "record"),
        ("train_losses.json", TRAIN, "record"),
        ("losses.json", [[k, t] for k, t in enumerate(TRAIN)], "step"),
    ],
)  # fmt: skip
def test_the_series_are_found(tmp_path: Path, name: str, value: object, axis: str) -> None:
    """Under the names of splits, rows by name or number, or alone in a file."""
    (tmp_path / name).write_text(json.dumps(value))
    (run,) = convcheck.analyze(str(tmp_path / name)).runs
    assert (12, TRAIN[0], TRAIN[-1]) == (
        run.series["train"].points,
        run.series["train"].first,
        run.series["train"].last,
    )
    assert axis == run.axis.unit
    if isinstance(value, dict):
        assert (VALIDATION[0], VALIDATION[-1]) == (
            run.series["validation"].first,
            run.series["validation"].last,
        )


@pytest.mark.parametrize(
    ("value", "unit", "name"),
    [
        ({"loss": TRAIN, "val_loss": VALIDATION, "lr": TRAIN}, "epoch", "epoch"),
        ({"history": {"loss": TRAIN, "val_loss": VALIDATION}}, "epoch", "epoch"),
        ({"train": {"loss": TRAIN}, "val": {"loss": VALIDATION}}, "epoch", "epoch"),
        ({"train": {"rmse": TRAIN}, "eval": {"rmse": VALIDATION}}, "step", "iteration"),
        ({"validation_0": {"auc": TRAIN}, "validation_1": {"auc": TRAIN}}, "step", "iteration"),
        ({"loss": TRAIN, "lr": TRAIN}, "record", "record"),
        ({"run1": {"loss": TRAIN}, "run2": {"loss": VALIDATION}}, "record", "record"),
        ({"step": [3 * k for k in range(12)], "loss": TRAIN, "val_loss": TRAIN}, "step", "step"),
    ],
)
def test_lists_beside_one_another_tell_what_they_count(
    tmp_path: Path, value: object, unit: str, name: str
) -> None:
    """A validation loss as long as the training loss is one of epochs, sets are a booster's."""
    (tmp_path / "a.json").write_text(json.dumps(value))
    (run,) = convcheck.analyze(str(tmp_path / "a.json")).runs
    assert (unit, name) == (run.axis.unit, run.axis.name)
    assert (name == "iteration") == (run.logger in BOOSTERS)


def test_rows_of_pandas_stand_at_their_numbers(tmp_path: Path) -> None:
    """Whatever their order; a column that has some of them only stays beside the others."""
    train = {str(k): value for k, value in reversed(list(enumerate(TRAIN)))}
    validation = {str(k): VALIDATION[k] for k in range(0, 12, 5)}
    (tmp_path / "a.json").write_text(json.dumps({"loss": train, "val_loss": validation}))
    columns = convcheck.read(tmp_path / "a.json").columns
    assert TRAIN == columns["loss"].value.tolist()
    assert VALIDATION[::5] == columns["val_loss"].value.tolist()
    assert [0.0, 5.0, 10.0] == columns["val_loss"].x.tolist()


def test_numbers_of_rows_that_leave_some_out_are_steps(tmp_path: Path) -> None:
    """A frame of pandas that was indexed by the step keeps it."""
    steps = {str(100 * k): value for k, value in enumerate(TRAIN)}
    (tmp_path / "a.json").write_text(json.dumps({"loss": steps}))
    assert [100.0 * k for k in range(12)] == convcheck.read(tmp_path / "a.json").columns[
        "loss"
    ].x.tolist()


@pytest.mark.parametrize(
    ("name", "value"),
    [("loss_codes.json", [404, 500]), ("loss_split.json", {"train": [1, 2, 3], "val": [5, 6]})],
)
def test_whole_numbers_are_samples_or_codes(tmp_path: Path, name: str, value: object) -> None:
    """Though the file's name speaks of a loss."""
    (tmp_path / name).write_text(json.dumps(value))
    with pytest.raises(NoObjective, match="no column is a loss"):
        convcheck.analyze(str(tmp_path / name))


@pytest.mark.parametrize("value", [TRAIN, {"train": TRAIN, "val": VALIDATION}])
def test_numbers_that_nothing_names_are_no_loss(tmp_path: Path, value: object) -> None:
    """They may be the numbers of samples, or accuracies."""
    (tmp_path / "split.json").write_text(json.dumps(value))
    with pytest.raises(NoObjective, match="no column is a loss"):
        convcheck.analyze(str(tmp_path / "split.json"))
