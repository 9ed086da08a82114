"""Headings on lines of their own: ``--- Validation ---`` holds for what is printed below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from convcheck.model import Source
from convcheck.readers._text_headings import heading
from tests.readers._planted import codes, read_all, read_one, source_of, survey

EPOCHS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in EPOCHS]
VALIDATION = [1 + 2 / k for k in EPOCHS]

HEADINGS = [
    ("Training", "Validation"),
    ("--- Train ---", "--- Validation ---"),
    ("[Train]", "[Val]"),
    ("  Train:", "  Eval:"),
    ("== TRAINING PHASE ==", "== VALIDATION PHASE =="),
    ("\u2500\u2500 Training \u2500\u2500", "\u2500\u2500 Test \u2500\u2500"),
    ("Training...", "Validating..."),
]


def log(training: str, validation: str, epoch: str = "Epoch <k>/8\n", line: str = "") -> str:
    """Return a log with a part for each split and epoch."""
    line = line or "loss: <v> acc: 0.8"
    parts = []
    for number, *losses in zip(EPOCHS, TRAIN, VALIDATION, strict=True):
        parts.append(epoch)
        for words, loss in zip((training, validation), losses, strict=True):
            parts.append(f"{words}\n{line}\n".replace("<v>", repr(loss)))
        parts = [part.replace("<k>", f"{number:.0f}") for part in parts]
    return "".join(parts)


def losses(source: Source, axis: str = "Epoch") -> list[tuple[list[float], list[float]]]:
    """Return positions and values of all losses, in the order of the log."""
    names = [name for name in read_all(source).columns if name.endswith("loss")]
    return [read_one(source, name, axis) for name in names]


@pytest.mark.parametrize("headings", HEADINGS)
def test_headings_tell_the_split_of_what_follows(headings: tuple[str, str]) -> None:
    """Validation is not mixed into training, whatever adorns the headings."""
    source = source_of(log(*headings), "text")
    assert [(EPOCHS, TRAIN), (EPOCHS, VALIDATION)] == losses(source)
    assert {} == codes(read_all(source))


def test_counters_below_headings_stay_one() -> None:
    """Both splits are counted in what their own lines say."""
    text = log("Training", "Validation", "", "Epoch <k> loss: <v> lr: 0.1")
    source = source_of(text, "text")
    assert [(EPOCHS, TRAIN), (EPOCHS, VALIDATION)] == losses(source)
    assert {"Epoch", "train/loss", "val/loss", "lr"} == set(read_all(source).columns)


def test_commas_are_read_below_headings_as_anywhere() -> None:
    """What proves a decimal comma is not lost with the name."""
    source = source_of(log("Training", "Validation").replace(".", ","), "text")
    assert [(EPOCHS, TRAIN), (EPOCHS, VALIDATION)] == losses(source)


def test_the_second_of_two_epochs_is_kept() -> None:
    """Dividing lines leaves them the reports that they were."""
    text = "".join(log("Training", "Validation").splitlines(keepends=True)[:10])
    assert [(EPOCHS[:2], TRAIN[:2]), (EPOCHS[:2], VALIDATION[:2])] == losses(
        source_of(text, "text")
    )


@pytest.mark.parametrize(
    "text",
    [
        log("", "Validation", line="loss: <v>"),
        log("Training", "", line="loss: <v>"),
        log("Training", "Training", line="loss: <v>"),
        log("Training of 3 models", "Validation", line="loss: <v>"),
        "train:\n  images: 7\nval:\n  images: 5\n" * 2 + log("", "", line="loss: <v>"),
        "Training\n" + log("", "", line="loss: <v>") + "Test\nloss: 0.5\n",
    ],
)
def test_other_lines_of_one_word_tell_nothing(text: str) -> None:
    """Headings that do not take turns, or head no numbers, leave all losses one series."""
    assert ["Epoch", "loss"] == [entry.name for entry in survey(source_of(text, "text")).entries]


def test_names_that_say_their_split_are_left_alone() -> None:
    """A heading does not contradict ``train_loss`` in a summary below it."""
    text = log("Training", "Validation", line="loss: <v>\ntrain_loss: 1.5")
    names = [entry.name for entry in survey(source_of(text, "text")).entries]
    assert ["Epoch", "train/loss", "val/loss", "train_loss"] == names


def test_a_heading_does_not_reach_into_the_next_file(tmp_path: Path) -> None:
    """What comes first in a file is below no heading."""
    files = tuple(str(tmp_path / name) for name in ("one.log", "two.log"))
    Path(files[0]).write_text(log("Training", "Validation"))
    Path(files[1]).write_text("loss: 0.5 acc: 0.5\n" * 3 + log("Training", "Validation"))
    source = Source(str(tmp_path), "text", files)
    assert [0.5] * 3 == read_one(source, "loss")[1]
    assert VALIDATION * 2 == read_one(source, "val/loss")[1]


def test_a_long_log_is_divided_from_end_to_end() -> None:
    """Headings are heeded where a survey would leave out most of the lines."""
    filler = "".join(f"batch {k} loss: 0.5 acc: 0.25\n" for k in range(30_000))
    text = "".join(f"Training\n{filler}Validation\nloss: {loss!r}\n" for loss in VALIDATION)
    source = source_of(text, "text")
    assert len(text) > 5 << 20
    assert VALIDATION == read_one(source, "val/loss")[1]
    assert 8 * 30_000 == len(read_one(source, "train/loss")[1])
    assert survey(source).complete


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"Training", "train"),
        (b"  === [ Val ] ===  ", "val"),
        (b"Test set:", "test"),
        (b"Epoch 0 training", ""),
        (b"Training 00%", ""),
        (b"Trainer", ""),
        (b"train val", ""),
        (b"Training finished", ""),
        (b"\xc3\xa4 Training", ""),
        (b"", ""),
    ],
)
def test_a_heading_is_nothing_but_its_split(line: bytes, expected: str) -> None:
    """Any other word makes it a message."""
    assert expected == heading(line)
