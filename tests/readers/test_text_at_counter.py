"""Sentences that tell where a number was measured: the counter is not taken for the number."""

from __future__ import annotations

import pytest

from convcheck.readers._text_fields import label
from convcheck.readers._text_generic import parse
from tests.readers._planted import read_one, source_of, survey

LOSSES = [2.5, 1.5, 1.25, 1.125, 1.0, 0.75]


@pytest.mark.parametrize(
    ("line", "name", "axis"),
    [
        ("Cost after iteration {n}: {v}", "Cost", "iteration"),
        ("Average loss at step  {n} :  {v}", "Average loss", "step"),
        ("validation loss after epoch {n} = {v}", "validation loss", "epoch"),
        ("Loss at epoch 3 and iteration {n} is {v}", "Loss", "iteration"),
        ("Test loss after {n} epochs: {v}", "Test loss", "epochs"),
        ("12:00 INFO main - Train Loss on batch {n}/900: {v} (slow)", "Train Loss", "batch"),
    ],
)
def test_what_was_measured_stands_behind_the_counter(line: str, name: str, axis: str) -> None:
    """Name, counter and value of each are found."""
    text = "".join(line.format(n=100 * k, v=v) + "\n" for k, v in enumerate(LOSSES))
    names = {entry.name for entry in survey(source_of(text, "text")).entries}
    assert {name, axis} <= names
    assert ([100.0 * k for k in range(6)], LOSSES) == read_one(source_of(text, "text"), name, axis)


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        (b"validation loss at iteration 100 | lm loss value: 2.5", [b"100", b"2.5"]),
        (b"Saved after epoch 3: 0.5", [b"3"]),
        (b"Epoch 5: loss: 1.6, acc: 1.7 | best acc at epoch 3: 51.0", [b"5", b"1.6", b"1.7"]),
        (b"Epoch 5: loss: 1.6 (improved from best loss at epoch 4: 1.8)", [b"5", b"1.6"]),
        (b"train | epoch 5 | loss in step 1: 2.1 | loss 1.9", [b"5", b"1.9"]),
        (b"Epoch 3: loss at step 700: 2.5", [b"3", b"700", b"2.5"]),
        (b"[Epoch 3/60] train loss in 391 batches: 2.5", [b"3", b"2.5"]),
    ],
)
def test_another_sentence_tells_what_it_does_elsewhere(line: bytes, numbers: list[bytes]) -> None:
    """What is measured beside the sentence, or was at another time, is not taken for its number."""
    found = _numbers(line)
    assert numbers == [each for each in found if each in numbers]
    assert b"391" not in found


def test_a_long_path_is_no_burden() -> None:
    """A line is looked at once, however often a name could begin in it."""
    assert parse(b"epoch 3 " + b"a/" * 20_000 + b" loss 0.5")


def test_the_lowest_loss_is_not_told_as_minutes() -> None:
    """``min`` is a unit only where a full stop says so."""
    line = b"Iteration 5 min loss 1.5 mean loss 1.6"
    assert ["min loss", "mean loss"] == [label(each, line) for each in parse(line)][1:]


def test_a_counter_with_decimals_counts_where_nothing_else_does() -> None:
    """Only beside another counter ``batch 0.8`` tells how long it took."""
    assert [b"5.0", b"2.1"] == _numbers(b"batch: 5.0 loss: 2.1")
    assert [b"7", b"2.1"] == _numbers(b"step: 7 batch: 0.8 loss: 2.1")


def _numbers(line: bytes) -> list[bytes]:
    return [line[each.start : each.end] for each in parse(line)]
