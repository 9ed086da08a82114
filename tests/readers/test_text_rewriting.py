"""Whatever the ends of blocks divide, lines are rewritten as if the log were read at once."""

from __future__ import annotations

import pprint

import pytest

from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_dialects import identify
from convcheck.readers._text_generic import GENERIC
from convcheck.readers._text_rewriting import LOOKED_AT_BYTES, Rewriting
from tests.readers._planted import read_one, source_of

LOSSES = [2.5, 2.0, 1.75, 1.5, 1.25, 1.125]

BOX = (
    "--------------------------\n| train/ |               |\n|    loss      | {v} |\n"
    "|    timesteps | {k}00   |\n--------------------------\n"
)
NEQUIP = "\n  # Epoch batch    loss    f_mae\n      {k}     1     {v}    0.5\n"
PADDLE_BAR = "step  {b}/10 [====>....] - loss: {v} - 12ms/step\n"
PADDLE = (
    "Epoch {k}/6\n"
    + PADDLE_BAR.replace("{b}", "10")
    + "Eval begin...\n"
    + PADDLE_BAR.replace("{b}", "5")
    + PADDLE_BAR.replace("{b}", "10")
    + "Eval samples: 10000\n"
)
YOLO = (
    "      Epoch    GPU_mem   box_loss   cls_loss  Instances       Size\n"
    "        {k}/6      2.5G      {v}       1.5         10        640: 100%|####| 4/4\n"
    "                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95)\n"
    "                   all        128        929      0.6      0.5      0.6       0.4\n"
)


def planted(form: str) -> str:
    """Return six records of a form."""
    return "".join(form.format(k=k, v=v) for k, v in enumerate(LOSSES, 1))


def printed_prettily() -> str:
    """Return six dictionaries that are broken into lines."""
    records = [
        {"step": k, "training_loss": v, "learning_rate": 0.00025, "gradient_norm": 1.25, "eta": 12}
        for k, v in enumerate(LOSSES)
    ]
    return "".join(pprint.pformat(each, sort_dicts=False) + "\n" for each in records)


LOGS = {
    "box": planted(BOX),
    "pprint": printed_prettily(),
    "nequip": planted(NEQUIP),
    "paddle": planted(PADDLE),
    "yolo": planted(YOLO),
}


@pytest.mark.parametrize("text", LOGS.values(), ids=LOGS)
def test_a_block_may_end_behind_any_line(text: str) -> None:
    """A record that goes on in the next block waits for it."""
    data = text.encode()
    dialect = identify(data)
    assert isinstance(dialect, Dialect)
    whole = dialect.rewritten(data)
    assert whole != data
    ends = [at + 1 for at, byte in enumerate(data) if byte == ord("\n")]
    # A way to print must have been met before a block divides it: the first record is whole.
    first = data.index(b"\n", len(data) // 6) + 1
    for end in (end for end in ends if end > first):
        rewriting = Rewriting(dialect.rewrites)
        parts = (rewriting.rewritten(data[:end], last=False), rewriting.rewritten(data[end:]))
        assert whole == b"".join(parts), data[:end]


def test_what_was_met_once_is_looked_for_to_the_end() -> None:
    """Also where it comes late in a later block."""
    rewriting = Rewriting(GENERIC.rewrites)
    rewriting.rewritten(b"Epoch #1 loss 2.5\n", last=False)
    filling = b"saved\n" * LOOKED_AT_BYTES
    assert rewriting.rewritten(filling + b"Epoch #2 loss 2.0\n").endswith(b"Epoch  2 loss 2.0\n")


def test_boxes_are_read_across_the_ends_of_blocks() -> None:
    """Each of them, in a log of several blocks."""
    text = "".join(BOX.format(k=k, v=9 - k / 1000) for k in range(6000))
    steps, losses = read_one(source_of(text, "text"), "train/loss", "train/timesteps")
    assert [100.0 * k for k in range(6000)] == steps
    assert [9 - k / 1000 for k in range(6000)] == losses


@pytest.mark.parametrize("clock", ["0:00:12", "00:12 < 01:20", "0:01:12,", "[00:12<00:40]"])
def test_a_clock_behind_a_bar_makes_it_no_date(clock: str) -> None:
    """The fraction counts batches."""
    text = "".join(f"{k}/60 {clock} loss: {v}\n" for k, v in enumerate(LOSSES))
    assert ([*map(float, range(6))], LOSSES) == read_one(source_of(text, "text"), "loss", "batch")


@pytest.mark.parametrize("opening", ["{}", "[{}]"])
def test_a_date_with_its_clock_is_no_bar(opening: str) -> None:
    """``05/10 12:00:00`` in front of a line counts no batches."""
    stamps = [opening.format(f"05/1{k} 12:00:00") for k in range(6)]
    lines = zip(stamps, LOSSES, strict=True)
    text = "".join(f"{stamp} epoch {k} loss: {v}\n" for k, (stamp, v) in enumerate(lines))
    assert ([*map(float, range(6))], LOSSES) == read_one(source_of(text, "text"), "loss", "epoch")
