"""Several sets of one split, ``Test-A`` and ``Test-B``: their losses are not one series."""

from __future__ import annotations

import json

import pytest

from convcheck.readers._split_apart import is_trial, set_named, sets_apart
from tests.readers._planted import codes, read_all, read_one, source_of, survey

EPOCHS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in EPOCHS]
FIRST = [1 + 2 / k for k in EPOCHS]
SECOND = [5 + 2 / k for k in EPOCHS]


def rows(names: tuple[str, str, str], row: str) -> str:
    """Return a log with a line for each set and epoch."""
    return "".join(
        row.replace("<k>", f"{epoch:.0f}").replace("<s>", name).replace("<l>", repr(loss)) + "\n"
        for epoch, *losses in zip(EPOCHS, TRAIN, FIRST, SECOND, strict=True)
        for name, loss in zip(names, losses, strict=True)
    )


def losses(content: str, reader: str) -> list[list[float]]:
    """Return the values of all losses in the order of the log."""
    source = source_of(content, reader)
    names = [entry.name for entry in survey(source).entries if entry.name.endswith("loss")]
    return [read_one(source, name)[1] for name in names]


LETTERS = ("train", "Test-A", "Test-B")
LAYOUTS = [
    ("csv", "epoch,split,loss\n", "<k>,<s>,<l>"),
    ("csv", "epoch,dataset,loss\n", "<k>,<s>,<l>"),
    ("jsonl", "", '{"epoch": <k>, "split": "<s>", "loss": <l>}'),
    ("jsonl", "", '{"epoch": <k>, "dataset": "<s>", "loss": <l>}'),
    ("jsonl", "", 'Epoch <k> <s>: {"loss": <l>}'),
    ("text", "", "Epoch <k> [<s>] loss: <l>"),
    ("text", "", "Epoch <k> {'split': '<s>', 'loss': <l>}"),
    ("text", "", "<s>\nEpoch <k> loss: <l> acc: 0.5"),
]


@pytest.mark.parametrize(("reader", "header", "row"), LAYOUTS)
def test_each_set_is_a_series(reader: str, header: str, row: str) -> None:
    """The test sets are neither mixed nor joined."""
    assert [TRAIN, FIRST, SECOND] == losses(header + rows(LETTERS, row), reader)


@pytest.mark.parametrize(
    "names",
    [("train", "val1", "val2"), ("train", "val_wiki", "val_code"), ("train", "val", "val_code")],
)
@pytest.mark.parametrize(("reader", "header", "row"), [LAYOUTS[0], LAYOUTS[2]])
def test_sets_of_any_name_are_known_by_taking_turns(
    reader: str, header: str, row: str, names: tuple[str, str, str]
) -> None:
    """The cells of a whole column tell that they come back."""
    assert [TRAIN, FIRST, SECOND] == losses(header + rows(names, row), reader)


def test_a_long_log_keeps_its_sets_apart() -> None:
    """Blocks of lines that are read at once are, too."""
    lines = [
        json.dumps({"step": k, "split": name, "loss": loss + 1 / (k + 1)}) + "\n"
        for k in range(9000)
        for name, loss in (("test_a", 1.0), ("test_b", 2.0))
    ]
    columns = read_all(source_of("".join(lines))).columns
    assert [1 + 1 / (k + 1) for k in range(9000)] == columns["test-a/loss"].value.tolist()
    assert [2 + 1 / (k + 1) for k in range(9000)] == columns["test-b/loss"].value.tolist()


@pytest.mark.parametrize(
    "cells",
    [
        ["train_step", "train_epoch"] * 3,
        ["train_0", "train_1", "train_2"] * 3,
        ["train_full", "train_partial"] * 3,
        ["train", "train_checkpoint"] * 3,
        ["val_1", "val_2", "val_3", "val_4"],
        ["train", "val"] * 3,
        ["Test-A"] * 4,
        [f"val_{k}" for k in range(20)] * 2,
        ["adam", "sgd"] * 3,
    ],
)
def test_other_words_behind_a_split_part_nothing(cells: list[str]) -> None:
    """Stages of one split, numbers of epochs, and words that are no splits."""
    assert {} == sets_apart(cells)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Test-A", "test-a"),
        ("dev clean", "dev-clean"),
        ("val_unseen", "val-unseen"),
        ("val_step", ""),
        ("test", ""),
        ("test a model", ""),
        ("adam-b", ""),
        ("train-a", ""),
    ],
)
def test_a_set_is_named_by_a_letter_or_a_known_twin(words: str, expected: str) -> None:
    """What stands on one line alone must be beyond doubt."""
    assert expected == set_named(words)


@pytest.mark.parametrize(("reader", "header", "row"), [*LAYOUTS[:1], LAYOUTS[2], *LAYOUTS[5:7]])
def test_a_test_run_is_no_test_split(reader: str, header: str, row: str) -> None:
    """It says which run was tried, whose loss is that of training."""
    text = "\n".join(rows(("test run 3",) * 3, row).splitlines()[::3]) + "\n"
    source = source_of(header.replace("dataset", "stage") + text, reader)
    assert ["loss"] == [e.name for e in survey(source).entries if e.name.endswith("loss")]
    assert TRAIN == read_one(source, "loss")[1]


@pytest.mark.parametrize("words", ["test", "test loss", "val run 3", "train run 3", "tested run"])
def test_only_tests_are_tried(words: str) -> None:
    """An evaluation or a training run is of its split."""
    assert not is_trial(words)


def test_a_set_that_comes_late_is_read_like_the_others() -> None:
    """Beyond what a survey parses."""
    names = ["test_a", "test_b"] * 20_000 + ["test_a", "test_b", "test_c"] * 3_000
    rows = "".join(f"{k},{name},{k % 7}\n" for k, name in enumerate(names))
    table = read_all(source_of("step,split,loss\n" + rows, "csv"))
    lengths = {name: len(table.columns[f"{name}/loss"].value) for name in ("test-a", "test-c")}
    assert {"test-a": 23_000, "test-c": 3_000} == lengths
    assert {} == codes(table)
