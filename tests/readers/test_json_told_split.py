"""Keys of JSON that tell the split in some logs: ``"is_train": false``, ``"event": "eval"``."""

from __future__ import annotations

import json

import pytest

from convcheck.model import Source
from tests.readers._planted import read_all, read_one, source_of, survey

MANY = 6000
"""Lines of a log that is long enough to be read in blocks."""


def log(key: str, cells: tuple[object, object], times: int = 4, nested: bool = False) -> Source:
    """Return JSON lines with a record of each kind in turn."""
    loss = [(4 / (k // 2 + 1), {"norm": 1.0}) for k in range(2 * times)]
    records = [
        {"epoch": k // 2, key: cells[k % 2], "loss": value, **({"of": inner} if nested else {})}
        for k, (value, inner) in enumerate(loss)
    ]
    return source_of([*records])


TELLING = [
    ("is_train", (True, False)),
    ("is_training", (True, False)),
    ("train", (True, False)),
    ("is_validation", (False, True)),
    ("event", ("train", "eval")),
    ("event", ("train_step", "validation")),
    ("dataset", ("train", "val")),
]


@pytest.mark.parametrize("times", [4, MANY])
@pytest.mark.parametrize(("key", "cells"), TELLING)
def test_the_key_makes_two_series(key: str, cells: tuple[object, object], times: int) -> None:
    """Validation is not mixed into training, in a short log and in a long one."""
    source = log(key, cells, times, nested=True)
    assert {"train/loss", "val/loss"} == {
        e.name for e in survey(source).entries if "loss" in e.name
    }
    expected = [float(k) for k in range(times)], [4 / (k + 1) for k in range(times)]
    assert expected == read_one(source, "train/loss", "epoch")
    assert expected == read_one(source, "val/loss", "epoch")


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        ("event", ("train", "checkpoint")),
        ("event", (1, 2)),
        ("dataset", ("train", "cifar")),
        ("is_train", (True, None)),
        ("is_train", (1, 0)),
        ("train", (True, 0.5)),
        ("train", (0.25, 0.5)),
        ("amp", (True, False)),
    ],
)
def test_any_other_cell_leaves_one_series(key: str, cells: tuple[object, object]) -> None:
    """A key tells the split only where each of its cells does."""
    assert 8 == len(read_all(log(key, cells)).columns["loss"])


def test_a_key_of_records_without_a_measure_tells_nothing() -> None:
    """The settings of a layer may say ``"train": true``."""
    layers = [{"layer": k, "train": True, "epsilon": 1e-5} for k in range(3)]
    records = [*layers, *({"epoch": k, "loss": 1.0} for k in range(9))]
    assert "epsilon" in read_all(source_of([*records])).columns


def test_a_later_record_without_a_split_is_none_of_both() -> None:
    """Where a number takes the place of the truth, nothing is made of it."""
    text = "".join(
        json.dumps({"epoch": k, "train": bool(k % 2), "loss": float(k)}) + "\n" for k in range(MANY)
    )
    odd = '{"epoch": 7000, "train": 1, "loss": 0.5}\n'
    columns = read_all(source_of(text + odd)).columns
    assert [0.5] == columns["loss"].value.tolist()
    assert MANY == len(columns["train/loss"]) + len(columns["val/loss"])


@pytest.mark.parametrize(("key", "cells"), TELLING[:5])
def test_documents_are_read_by_the_same_rule(key: str, cells: tuple[object, object]) -> None:
    """It does not matter whether objects stand on lines of their own or in a list."""
    records = [json.loads(line) for line in (log(key, cells).content or b"").splitlines()]
    columns = read_all(source_of(json.dumps({"log": records}, indent=1), "json")).columns
    assert [4.0, 2.0] == columns["val/loss"].value.tolist()[:2]


def test_a_record_that_names_its_own_split_keeps_its_names() -> None:
    """Beside ``val_loss``, ``is_eval`` makes no validation loss of the training loss."""
    records = [
        {"step": k, "is_eval": k % 2 == 0, "loss": 4 / k}
        | ({"val_loss": 5 / k} if k % 2 == 0 else {})
        for k in range(1, 21)
    ]
    columns = read_all(source_of([*records])).columns
    assert "val_loss" in columns
    assert "val/loss" not in columns
