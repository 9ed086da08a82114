"""What stands beside the objects of a line: counters, and a second object."""

from __future__ import annotations

import json

import pytest

from convcheck import readers
from convcheck.readers._json_around import several
from tests.readers._planted import codes, read_all, read_one, source_of, survey

EPOCHS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in EPOCHS]
VALIDATION = [1 + 2 / k for k in EPOCHS]


def log(line: str) -> str:
    """Return a log of such lines, ``<k>`` the epoch, ``<t>`` and ``<v>`` the losses."""
    return "".join(
        line.replace("<k>", f"{epoch:.0f}").replace("<t>", repr(train)).replace("<v>", repr(val))
        + "\n"
        for epoch, train, val in zip(EPOCHS, TRAIN, VALIDATION, strict=True)
    )


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        ('Epoch <k> train: {"loss": <t>}', "epoch"),
        ('Epoch [<k>/8] {"loss": <t>, "epoch_time": 3.5}', "epoch"),
        ('step <k> | {"loss": <t>}', "step"),
        ('2024-01-02 03:04:05,678 INFO step=<k>: {"loss": <t>, "batch_size": 32}', "step"),
        ('epoch 1, iter: <k> {"loss": <t>}', "iter"),
        ('[{"loss": <t>, "step": <k>}]', "step"),
    ],
)
def test_the_counter_before_an_object_is_read(line: str, axis: str) -> None:
    """Points stand where the words of their line say."""
    text = log(line)
    assert "jsonl" == readers.recognise(text.encode(), "run.log")
    source = source_of(text)
    name = next(name for name in read_all(source).columns if name.endswith("loss"))
    assert (EPOCHS, TRAIN) == read_one(source, name, axis)
    assert {} == codes(read_all(source))


def test_thousands_before_an_object_are_those_of_its_texts() -> None:
    """``step 1,000`` follows ``step 500``."""
    lines = [f'step {500 * k:,} | {{"loss": {2 / k}}}\n' for k in range(1, 9)]
    assert [500.0 * k for k in range(1, 9)] == read_one(source_of("".join(lines)), "step")[1]


@pytest.mark.parametrize(
    "line",
    [
        'Epoch <k> {"global_step": 5, "loss": <t>}',
        'rank <k> {"loss": <t>}',
        'step <k>K {"loss": <t>}',
        'took 3 steps/s <k> {"loss": <t>}',
        'log/step-<k>.txt {"loss": <t>}',
        '{"loss": <t>}',
    ],
)
def test_other_numbers_before_an_object_count_nothing(line: str) -> None:
    """A counter within the object comes first, and other words are no counters."""
    names = {entry.name for entry in survey(source_of(log(line))).entries}
    assert names <= {"global_step", "loss"}


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        ('Epoch <k> train: {"loss": <t>} val: {"loss": <v>}', "epoch"),
        ('train: {"loss": <t>, "epoch": <k>}, val: {"loss": <v>, "epoch": <k>}', "epoch"),
        ('step <k> - [train] {"loss": <t>, "a": {"b": 1}} - [val] {"loss": <v>}', "step"),
    ],
)
def test_two_objects_on_a_line_are_read_by_their_splits(line: str, axis: str) -> None:
    """None of them is dropped, and both stand at the counter of their line."""
    source = source_of(log(line))
    assert (EPOCHS, TRAIN) == read_one(source, "train/loss", axis)
    assert (EPOCHS, VALIDATION) == read_one(source, "val/loss", axis)


@pytest.mark.parametrize("words", ["", "then "])
def test_of_objects_without_a_split_the_last_counts(words: str) -> None:
    """Nothing tells what the first of two nameless objects is."""
    lines = log(f'train: {{"loss": <t>}} {words}{{"loss": <v>, "epoch": <k>}}')
    columns = read_all(source_of(lines)).columns
    assert [VALIDATION] == [columns[name].value.tolist() for name in columns if "loss" in name]


def test_words_do_not_change_what_a_long_log_says() -> None:
    """Blocks of lines with words are read like the first of them."""
    lines = [f"step {k} | {json.dumps({'loss': 1 / (k + 1)})}\n" for k in range(9000)]
    steps, values = read_one(source_of("".join(lines)), "loss", "step")
    assert [float(k) for k in range(9000)] == steps
    assert [1 / (k + 1) for k in range(9000)] == values


@pytest.mark.parametrize("mark", [" ", "."])
@pytest.mark.parametrize("first", [0, 100])
def test_counters_before_an_object_may_be_in_thousands(mark: str, first: int) -> None:
    """``step 1 500: {...}`` follows ``step 1 000``, and is no step one."""
    steps = [float(first + 500 * k) for k in range(1, 9)]
    text = "".join(
        f"step {step:,.0f}".replace(",", mark) + f': {{"loss": {loss!r}}}\n'
        for step, loss in zip(steps, TRAIN, strict=True)
    )
    assert (steps, TRAIN) == read_one(source_of(text), "loss", "step")


@pytest.mark.parametrize(
    "line",
    [
        'Best val: {"epoch": <k>, "loss": <t>, "val_loss": <v>}',
        'Metrics for train and val: {"epoch": <k>, "loss": <t>, "val_loss": <v>}',
    ],
)
def test_names_that_say_their_split_know_better_than_words(line: str) -> None:
    """A bare loss beside a ``val_loss`` is that of training."""
    assert {"loss", "val_loss"} <= set(read_all(source_of(log(line))).columns)


@pytest.mark.parametrize("count", [9, 12, 60])
def test_any_number_of_objects_on_a_line_is_read(count: int) -> None:
    """As many as evaluations are printed at once."""
    objects = " ".join(f'test: {{"loss_{k}": {k}.5, "of": {{"a": {k}}}}}' for k in range(count))
    columns = read_all(source_of(log(f'Epoch <k> train: {{"loss": <t>}} {objects}'))).columns
    assert TRAIN == columns["train/loss"].value.tolist()
    assert [[k + 0.5] * len(EPOCHS) for k in range(count)] == [
        columns[f"test/loss_{k}"].value.tolist() for k in range(count)
    ]


def test_a_line_of_countless_objects_is_not_read_to_its_end() -> None:
    """What stands before each is kept, which would take the line's length squared."""
    assert 64 == len(several('train {"loss": 1} ' * 1_000))
