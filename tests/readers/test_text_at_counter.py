"""Sentences that tell where a number was measured: the counter is not taken for the number."""

from __future__ import annotations

import pytest

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
    "line", [b"validation loss at iteration 100 | lm loss value: 2.5", b"Saved after epoch 3: 0.5"]
)
def test_another_sentence_is_read_as_before(line: bytes) -> None:
    """Where something else follows the counter, or nothing that is measured comes before it."""
    found = [line[each.start : each.end] for each in parse(line)]
    assert b"0.5" not in found
    assert found in ([b"100", b"2.5"], [b"3"])
