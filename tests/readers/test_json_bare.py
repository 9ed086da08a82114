"""Documents whose numbers have keys that count, or no keys: the file's name tells what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import convcheck
from convcheck.errors import SourceUnreadable

TRAIN = [2 / (k + 1) for k in range(12)]
VALIDATION = [value + 0.5 for value in TRAIN]


@pytest.mark.parametrize(
    ("name", "value", "axis"),
    [
        ("loss_history.json", {"train": TRAIN, "val": VALIDATION}, "record"),
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


@pytest.mark.parametrize("value", [TRAIN, {"train": TRAIN, "val": VALIDATION}])
def test_numbers_that_nothing_names_are_no_loss(tmp_path: Path, value: object) -> None:
    """They may be the numbers of samples, or accuracies."""
    (tmp_path / "split.json").write_text(json.dumps(value))
    with pytest.raises(SourceUnreadable, match="no column is a loss"):
        convcheck.analyze(str(tmp_path / "split.json"))
