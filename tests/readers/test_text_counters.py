"""Positions of printed values: that of the line, or of the line above, never that of another."""

from __future__ import annotations

from pathlib import Path

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
