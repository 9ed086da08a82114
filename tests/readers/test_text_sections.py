"""Where what belongs to a heading ends, and headings that are printed again or behind a logger."""

from __future__ import annotations

import pytest

from convcheck.readers._text_headings import heading
from tests.readers._planted import codes, read_all, read_one, source_of, survey

EPOCHS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in EPOCHS]
VALIDATION = [1 + 2 / k for k in EPOCHS]


def log(text: str) -> str:
    """Return a log with this part for each epoch."""
    rounds = zip(EPOCHS, TRAIN, VALIDATION, strict=True)
    return "".join(
        text.replace("<k>", f"{epoch:.0f}").replace("<t>", repr(train)).replace("<v>", repr(val))
        for epoch, train, val in rounds
    )


@pytest.mark.parametrize(
    "after",
    [
        "Epoch <k> done, loss: 9.5\n",
        "Epoch <k> summary: loss: 9.5 acc: 0.5\n",
        "Epoch <k>/8\nloss: 9.5 acc: 0.5\n",
    ],
)
def test_an_evaluation_ends_where_its_lines_are_counted_again(after: str) -> None:
    """A summary of the epoch below it is no validation."""
    text = "Training\nstep <k>0 loss: <t> lr: 0.1\nEvaluation\nloss: <v> acc: 0.8\n" + after
    source = source_of(log(text), "text")
    assert VALIDATION == read_one(source, "val/loss")[1]
    assert set(TRAIN) <= set(read_one(source, "train/loss")[1])


def test_training_that_goes_on_below_an_evaluation_is_training() -> None:
    """Lines with the names of those below a heading of training belong there."""
    evaluation = "Evaluation\nloss: <v> acc: 0.8\n"
    text = f"Training\nstep <k>0 loss: <t>\n{evaluation}step <k>5 loss: <t>\n{evaluation}"
    source = source_of(log(text), "text")
    steps, values = read_one(source, "train/loss", "step")
    assert [10 * k + half for k in EPOCHS for half in (0, 5)] == steps
    assert [loss for loss in TRAIN for _ in range(2)] == values
    assert [loss for loss in VALIDATION for _ in range(2)] == read_one(source, "val/loss")[1]


@pytest.mark.parametrize(
    "before", ["best acc: 0.5", "time: 3.2 acc: 0.5", "mean acc: 0.5", "mean loss: 9.5"]
)
def test_what_stands_before_the_counted_lines_of_an_evaluation_does_not_end_it(before: str) -> None:
    """A heading says when training goes on."""
    text = f"== Train ==\nEpoch <k> loss <t> acc 1\n== Val ==\n{before}\nEpoch <k> loss <v> acc 1\n"
    again = "== Val ==\nbest acc: 0.5\nEpoch 9 loss 5 acc 1\n"
    source = source_of(log(text) + again, "text")
    assert (EPOCHS, TRAIN) == read_one(source, "train/loss", "Epoch")
    assert ([*EPOCHS, 9], [*VALIDATION, 5]) == read_one(source, "val/loss", "Epoch")


def test_batches_of_an_evaluation_may_follow_their_mean() -> None:
    """They count as those of training do, under the same heading."""
    text = "Train\nbatch 1 loss: <t>\nbatch 2 loss: <t>\nVal\nmean loss: 9\nbatch 1 loss: <v>\n"
    source = source_of(log(text), "text")
    assert [loss for loss in TRAIN for _ in range(2)] == read_one(source, "train/loss")[1]
    assert VALIDATION == read_one(source, "val/loss")[1]


@pytest.mark.parametrize(
    ("before", "counter"),
    [("INFO - [step <k>0] ", "step"), ("INFO: [Epoch <k>0] ", "Epoch")],
)
def test_a_counter_on_a_heading_counts(before: str, counter: str) -> None:
    """For what stands below it, whether the headings divide anything or not."""
    steps = [10 * k for k in EPOCHS]
    source = source_of(log(f"{before}train\nINFO: loss: <t>\n"), "text")
    assert (steps, TRAIN) == read_one(source, "loss", counter)
    text = f"{before}train\nINFO: loss: <t>\n{before}val\nINFO: loss: <v>\n"
    source = source_of(log(text), "text")
    assert (steps, TRAIN) == read_one(source, "train/loss", counter)
    assert (steps, VALIDATION) == read_one(source, "val/loss", counter)


@pytest.mark.parametrize(
    "text",
    [
        "Training\nbatch 1 loss: <t>\nEpoch <k> loss: <t>\n"
        "Evaluation\nbatch 1 loss: <v>\nEpoch <k> loss: <v>\n",
        "Training\nEpoch <k>\nloss: <t> acc: 1\nEvaluation\nEpoch <k>\nloss: <v> acc: 1\n",
    ],
)
def test_an_evaluation_that_counts_is_left_whole(text: str) -> None:
    """What counts from its beginning ends with the next heading alone."""
    source = source_of(log(text), "text")
    assert set(VALIDATION) == set(read_one(source, "val/loss")[1])
    assert set(TRAIN) == set(read_one(source, "train/loss")[1])


def test_headings_of_the_evaluation_alone_divide_lines_that_count_from_those_that_do_not() -> None:
    """Training needs no heading where each of its lines says its step."""
    text = "step <k>0 loss: <t> lr: 0.1\nEvaluation:\nloss: <v> acc: 0.8\n"
    source = source_of(log(text), "text")
    assert ([10 * k for k in EPOCHS], TRAIN) == read_one(source, "loss", "step")
    assert ([10 * k for k in EPOCHS], VALIDATION) == read_one(source, "val/loss", "step")


def test_headings_of_the_evaluation_alone_divide_nothing_else() -> None:
    """Where training does not count either, nothing tells where it goes on."""
    text = "loss: <t> acc: 0.5\nEvaluation:\nloss: <v> acc: 0.8\nEpoch <k>/8\n"
    names = [entry.name for entry in survey(source_of(log(text), "text")).entries]
    assert "val/loss" not in names


@pytest.mark.parametrize("training", ["Training\n", "Training\nTraining\n"])
@pytest.mark.parametrize("evaluation", ["Evaluation\n", "Evaluation\nEvaluation\n"])
@pytest.mark.parametrize("after", ["", "Evaluation\n"])
def test_a_heading_that_is_printed_again_is_one(training: str, evaluation: str, after: str) -> None:
    """At once, or below what belongs to it."""
    text = f"Epoch <k>/8\n{training}loss: <t> acc: 1\n{evaluation}loss: <v> acc: 1\n{after}"
    source = source_of(log(text), "text")
    assert (EPOCHS, TRAIN) == read_one(source, "train/loss", "Epoch")
    assert (EPOCHS, VALIDATION) == read_one(source, "val/loss", "Epoch")
    assert {} == codes(read_all(source))


BEFORE = [
    "2026-01-01 10:00:00 INFO ",
    "2026-01-01 10:00:00,123 - trainer - INFO - ",
    "[2026-01-01 10:00:00][INFO] - ",
    "2026-01-01 10:00:00.123 | INFO     | __main__:train:42 - ",
    "01/02/2026 10:00:00 - INFO - __main__ -   ",
    "[10:00:00] ",
    "INFO:root:",
    "I0101 10:00:00.123456 1234 train.py:10] ",
    "[INFO] [train.py:12] ",
]


@pytest.mark.parametrize("before", BEFORE)
def test_a_stamp_and_a_logger_may_stand_before_a_heading(before: str) -> None:
    """Behind them it divides what a plain one does."""
    text = "Epoch <k>/8\n>Training:\n>loss= <t> acc: 1\n>=== Evaluation ===\n>loss= <v> acc: 1\n"
    source = source_of(log(text).replace(">", before), "text")
    names = [entry.name for entry in survey(source).entries if entry.name.endswith("loss")]
    assert [TRAIN, VALIDATION] == [read_one(source, name)[1] for name in names]


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-01 10:00:00 INFO Training of 3 models",
        "2026-01-01 10:00:00 INFO Loading val",
        "INFO: train loss: 0.5",
        "Step 1: train",
        "[Train] - test",
        "rank 0 - train",
    ],
)
def test_other_words_before_a_split_make_no_heading(line: str) -> None:
    """Only a stamp or a level begins what a logger prints."""
    assert "" == heading(line.encode())


def test_a_hand_written_log_with_dashes_is_not_taken_for_keras() -> None:
    """``- INFO - loss:`` is a logger's, and no line of a progress bar."""
    text = "2026-01-01 10:00:00 - INFO - Epoch <k>/8\n2026-01-01 10:00:01 - INFO - loss: <t>\n"
    assert (EPOCHS, TRAIN) == read_one(source_of(log(text), "text"), "loss", "Epoch")
