"""Programs that report in words of their own are read as if they had printed names and numbers."""

from __future__ import annotations

import pytest

from convcheck import readers
from convcheck.series import choose
from tests.readers._planted import read_one, source_of, survey

LOSSES = [2.5, 2.0, 1.75, 1.5, 1.25, 1.125]

LOGS = {
    "kaldi": (
        "LOG (nnet3-train[5.5]:Print():nnet.cc:345) Average objective function for 'output' for "
        "minibatches {k}0-{k}9 is -{v} over 12800 frames.\n",
        *("loglikelihood", "batch"),
        ([10.0 * k + 9 for k in range(6)], [-v for v in LOSSES]),
    ),
    "wenet": (
        "2024-01-01 10:00:00,123 DEBUG TRAIN Batch 0/{k}00 loss {v} loss_att 9.5 lr 0.001 rank 0\n",
        *("train/loss", "batch"),
        ([100.0 * k for k in range(6)], LOSSES),
    ),
    "l-bfgs-b": (
        "At iterate    {k}    f= {v}D+00    |proj g|=  1.2D-01\n\n",
        *("objective", "iteration"),
        ([float(k) for k in range(6)], LOSSES),
    ),
    "trax": (
        "Step  {k}00: Ran 100 train steps in 12.34 secs\n"
        "Step  {k}00: train CrossEntropyLoss |  {v}\n",
        *("train CrossEntropyLoss", "Step"),
        ([100.0 * k for k in range(6)], LOSSES),
    ),
    "python 2": (
        "('epoch:', {k}, 'loss:', {v})\n",
        *("loss", "epoch"),
        ([float(k) for k in range(6)], LOSSES),
    ),
    "catalyst": (
        "train ({k}/6) loss: {v} | lr: 0.001\nvalid ({k}/6) loss: 9.5 | lr: 0.001\n"
        "* Epoch ({k}/6) \n",
        *("train/loss", "epoch"),
        ([float(k) for k in range(6)], LOSSES),
    ),
    "catalyst before": (
        "{k}/6 * Epoch (train): acc=0.5 | loss={v}\n{k}/6 * Epoch (valid): acc=0.5 | loss=9.5\n",
        *("train/loss", "epoch"),
        ([float(k) for k in range(6)], LOSSES),
    ),
    "tqdm": (
        "\rtrain:  1%|#  | {k}.00k/10.0k [00:10<10:00, 1.21it/s, loss={v}]",
        *("train/loss", "batch"),
        ([1000.0 * k for k in range(6)], LOSSES),
    ),
    "nequip": (
        "  training\n  # Epoch batch    loss    f_mae\n      {k}     2     {v}    0.5\n\n"
        "  validation\n  # Epoch batch    loss    f_mae\n      {k}     1     9.5    0.5\n\n",
        *("train/loss", "Epoch"),
        ([float(k) for k in range(6)], LOSSES),
    ),
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_reports_in_other_words_are_read(
    log: tuple[str, str, str, tuple[list[float], list[float]]],
) -> None:
    """The loss that is chosen, the counter that it stands at, and every value."""
    line, name, axis, expected = log
    text = "".join(line.format(k=k, v=v) for k, v in enumerate(LOSSES)) + "\n"
    assert "text" == readers.recognise(text.encode(), "run.log")
    source = source_of(text, "text")
    pick = choose(survey(source)).picks["train"]
    assert (name, axis) == (pick.name, pick.axis)
    assert expected == read_one(source, name, axis)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("loss: {v}\n", "loss"),
        ("loss(X, Y) = {v} (tracked)\n", "loss"),
        ("2024-01-01 10:00:00,000 - root - train_loss={v}\n", "train_loss"),
        (
            "INFO : -2.5 per-word bound, {v} perplexity estimate based on a held-out corpus of 20 "
            "documents with 90 words\n",
            "perplexity",
        ),
    ],
)
def test_losses_that_nothing_counts_are_read_by_record(line: str, name: str) -> None:
    """Their lines are most of the log."""
    text = "loading\n" + "".join(line.format(v=v) for v in LOSSES)
    assert "text" == readers.recognise(text.encode(), "run.log")
    _, found = read_one(source_of(text, "text"), name)
    assert LOSSES == found


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"loss: {v}\n" for v in LOSSES[:4]),
        "".join(f"weight: {v}\n" for v in LOSSES),
        "".join(f"loss: {v}\nthe model {'ab'[k % 2]}\nis kept\n" for k, v in enumerate(LOSSES)),
    ],
)
def test_few_losses_among_other_lines_are_no_log(text: str) -> None:
    """Without a counter they must be many, and named, and most of what is printed."""
    assert readers.get("text").recognise(text.encode(), "run.log")


def test_an_evaluation_of_paddle_may_go_on_in_the_next_block() -> None:
    """What was printed behind the end of a block is of the evaluation that began before it."""
    bar = "step {b}/3000 [=====>....] - loss: {v} - acc: 0.5 - 12ms/step\n"
    text = "".join(
        f"Epoch {k}/6\n"
        + bar.format(b=3000, v=v)
        + "Eval begin...\n"
        + "".join(bar.format(b=b, v=v + 7) for b in range(1, 3000))
        + "Eval samples: 10000\n"
        for k, v in enumerate(LOSSES, 1)
    )
    source = source_of(text, "text")
    assert LOSSES == read_one(source, "loss", "epoch")[1]
    assert [v + 7 for v in LOSSES] == read_one(source, "val/loss", "epoch")[1]
