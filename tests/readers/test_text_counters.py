"""Positions of printed values: that of the line, or of the line above, never that of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from convcheck.model import Source
from tests.readers._planted import codes, read_one, source_of, survey
from tests.readers._text_logs import PLANTED


def test_a_later_file_does_not_inherit_the_counter(tmp_path: Path) -> None:
    """The epoch of the last line of one file is not that of the first line of the next."""
    files = tuple(str(tmp_path / name) for name in ("one.log", "two.log"))
    lines = "train loss: 0.5 val loss: 0.6\n" * 3
    for file, log in zip(files, (f"Epoch 7\n{lines}", f"{lines}Epoch 1\n{lines}"), strict=True):
        Path(file).write_text(log)
    x, _ = read_one(Source(str(tmp_path), "text", files), "train loss", "Epoch")
    assert [7.0] * 3 + ["nan"] * 3 + [1.0] * 3 == [step if step == step else "nan" for step in x]


def test_lines_that_lost_their_counter_are_left_out_with_a_note() -> None:
    """The end of a line that other output tore in two gets no position of another line."""
    whole = [f"Iteration {k}, wps = 50, train loss = {k}.5\n" for k in range(500)]
    source = source_of("".join(whole) + "0, wps = 50, train loss = 9.9\n" * 3, "text")
    assert {"foreign-lines": 3} == codes(survey(source))
    assert 499.5 == read_one(source, "train loss", "Iteration")[1][-1]


def test_losses_before_the_first_counter_have_no_position() -> None:
    """A value printed before any step is read with NaN for its position."""
    log = PLANTED["llm.c output"]
    x, value = read_one(source_of("val loss 11.0\n" + log.text, "text"), "val loss", "step")
    assert x[0] != x[0]
    assert 11.0 == value[0]


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        ("Epoch #{k}: train loss = {v}", "Epoch"),
        ("epoch-{k}: train loss={v}", "epoch"),
        ("\rProgress: {k}.5% ... train loss: {v}", "Progress"),
        ("[05/10 12:00:00] Epoch: [0] [ {k}/100] train loss: {v}", "batch"),
        ("Epoch: [3][ {k}/371] Data 0.001 (0.05) Batch 0.812 (0.901) train loss {v}", "batch"),
        ("[0101 10:00:00 @base.py:285] Start Epoch {k} ...\n"
         "[0101 10:00:09 @monitor.py:467] train loss: {v}", "Epoch"),
        ("Epoch {k} of 20 took 3.123s\n  train loss:\t\t{v}", "Epoch"),
        ("Epoch {k} | Steps: 390 | train loss: {v}\nEpoch {k} | Steps: 78 | val loss: 2.5",
         "Epoch"),
        ("Epoch {k}/20\n  Batch 390/400  avg_loss=7.5\n  Batch 400/400  avg_loss=7.5\n"
         "  train loss: {v}", "Epoch"),
    ],
)  # fmt: skip
def test_the_counter_is_what_moves_from_line_to_line(line: str, axis: str) -> None:
    """Marks before its number, dates, places in code, times and totals do not hide it."""
    values = [2.5, 1.5, 1.25, 1.125, 1.0, 0.75]
    text = "".join(line.format(k=k, v=v) + "\n" for k, v in enumerate(values, 1))
    entries = {entry.name: entry for entry in survey(source_of(text, "text")).entries}
    assert axis == entries["train loss"].axis
    x, found = read_one(source_of(text, "text"), "train loss", axis)
    assert (list(range(1, 7)), values) == ([int(each) for each in x], found)


def test_how_full_a_bar_is_measures_nothing() -> None:
    """Whatever the bar is called: a table's last heading stands before it here."""
    text = "".join(
        f"step {k} loss: {2 / (k + 1)}\n  P   R   mAP50: 100%|####| {k}/7 [00:02<00:00]\n"
        for k in range(8)
    )
    assert not [e for e in survey(source_of(text, "text")).entries if "mAP50" in e.name]


def test_the_unit_of_the_number_before_is_no_part_of_a_name() -> None:
    """As in the lines of ML-Agents."""
    text = "".join(
        f"[INFO] Ball. Step: {k}. Time Elapsed: {k}.123 s. Mean Reward: {k}.5. Training.\n"
        for k in range(8)
    )
    assert "Mean Reward" in {each.name for each in survey(source_of(text, "text")).entries}
