"""Words before a dictionary that name its split: ``Validation: {'epoch': 1, 'loss': 0.6}``."""

from __future__ import annotations

import json

import pytest

from convcheck import readers
from convcheck.readers._split_before import split_before
from tests.readers._planted import read_all, read_one, source_of

EPOCHS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in EPOCHS]
VALIDATION = [1 + 2 / k for k in EPOCHS]

PREFIXES = [
    ("train: ", "Validation: "),
    ("Train metrics: ", "Val metrics: "),
    ("[train] ", "[val] "),
    ("INFO - training: ", "INFO - validation: "),
    (
        "2024-01-02 03:04:05,678 INFO Train results = ",
        "2024-01-02 03:04:06,789 INFO Eval results = ",
    ),
    ("", "valid -> "),
]


def log(before: tuple[str, str], keys: list[str], quotes: str) -> str:
    """Return a log with a dictionary for each split and epoch."""
    lines = []
    for epoch, *losses in zip(EPOCHS, TRAIN, VALIDATION, strict=True):
        for words, loss in zip(before, losses, strict=True):
            pairs = {"epoch": int(epoch), "loss": loss}
            text = json.dumps({key: pairs[key] for key in keys}).replace('"', quotes)
            lines.append(f"{words}{text}\n")
    return "".join(lines)


@pytest.mark.parametrize("quotes", ["'", '"'])
@pytest.mark.parametrize("keys", [["epoch", "loss"], ["loss", "epoch"]])
@pytest.mark.parametrize("before", PREFIXES)
def test_each_split_is_a_series_of_its_own(
    before: tuple[str, str], keys: list[str], quotes: str
) -> None:
    """No dialect and no order of the keys mixes validation into training."""
    text = log(before, keys, quotes)
    name = readers.recognise(text.encode(), "run.log")
    assert ("text" if quotes == "'" else "jsonl") == name
    source = source_of(text, name)
    losses = [each for each in read_all(source).columns if "loss" in each]
    assert [(EPOCHS, TRAIN), (EPOCHS, VALIDATION)] == [
        read_one(source, each, "epoch") for each in losses
    ]
    assert losses[0] in ("train/loss", "training/loss", "loss")
    assert losses[1] in ("val/loss", "valid/loss", "validation/loss", "eval/loss")


def test_a_progress_bar_before_a_dictionary_names_no_split() -> None:
    """Of one series, no part goes by another name because a bar stands on its line."""
    bar = "Training:   5%|5    | 5/100 [00:01<00:20,  5.00it/s]"
    lines = [f"{bar if k % 2 else ''}{{'loss': {2 / k}, 'epoch': {k}}}\n" for k in range(1, 9)]
    columns = read_all(source_of("".join(lines), "text")).columns
    assert TRAIN == columns["loss"].value.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("train: ", "train"),
        ("after train the Test results: ", "test"),
        ("INFO:train:", ""),
        ("| train | ", ""),
        ("trainer: ", ""),
        ("train 5/100 ", ""),
        ("", ""),
    ],
)
def test_only_the_words_right_before_it_count(text: str, expected: str) -> None:
    """A program's name or a counter in between is none of them."""
    assert expected == split_before(text)


@pytest.mark.parametrize("key", ["split", "mode", "phase"])
@pytest.mark.parametrize("order", ["'KEY': 'WORD', 'loss': <v>", "'loss': <v>, 'KEY': 'WORD'"])
def test_a_text_within_a_dictionary_tells_its_split(key: str, order: str) -> None:
    """``'phase': 'val'`` holds for all pairs beside it."""
    line = "{'epoch': <k>, " + order.replace("KEY", key) + "}\n"
    text = "".join(
        line.replace("<k>", f"{epoch:.0f}").replace("WORD", word).replace("<v>", repr(loss))
        for epoch, *losses in zip(EPOCHS, TRAIN, VALIDATION, strict=True)
        for word, loss in zip(("train", "val"), losses, strict=True)
    )
    columns = read_all(source_of(text, "text")).columns
    assert TRAIN == columns["train/loss"].value.tolist()
    assert VALIDATION == columns["val/loss"].value.tolist()
