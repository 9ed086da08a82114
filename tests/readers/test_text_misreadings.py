"""Printed lines that look like something else: their numbers are read right or not at all."""

from __future__ import annotations

import warnings

import pytest

from convcheck import readers
from tests.readers._planted import codes, read_all, read_one, source_of, survey


def printed(line: str, values: list[str]) -> bytes:
    """Return a log of such lines, ``k`` counting from 1 on."""
    return "".join(line.format(k=k, v=v) + "\n" for k, v in enumerate(values, 1)).encode()


@pytest.mark.parametrize(
    "line",
    [
        "step: {k:,}, loss: {v:g}, lr: 0.001{more}",
        "I0102 03:04:05.678901 12345 train.cc:99] step {k:,}, loss = {v:g}, lr = 0.001{more}",
        "[2024-01-02 03:04:05,678][trainer][INFO] - step={k:,}, loss={v:g}{more}",
    ],
)
def test_lines_with_a_thousand_between_commas_are_no_table(line: str) -> None:
    """Of ``step 1,000, loss 2.5``, the cell ``000`` makes no table below a longer line."""
    steps = range(970, 1030)
    text = "".join(
        line.format(k=k, v=2 + k / 64, more=", val_loss 2.5" if k % 5 == 4 else "") + "\n"
        for k in steps
    )
    assert "text" == readers.recognise(text.encode(), "run.log")
    x, value = read_one(source_of(text, "text"), "loss", "step")
    assert [float(k) for k in steps] == x
    assert [float(f"{2 + k / 64:g}") for k in steps] == value


def test_a_header_of_names_with_numbers_is_a_header() -> None:
    """``top 1`` names a column, also beside a column of texts that hold numbers."""
    text = "step,top 1,model 2,loss\n1,0.5,net 7,2.5\n2,0.75,net 7,2.25\n"
    assert "csv" == readers.recognise(text.encode(), "run.csv")
    assert ([1.0, 2.0], [0.5, 0.75]) == read_one(source_of(text, "csv"), "top 1", "step")


@pytest.mark.parametrize("header", ["step,loss,top 1,top 5", "loss 1", "loss 1,loss 2,"])
def test_a_header_may_be_longer_or_shorter_than_the_rows(header: str) -> None:
    """Whatever is compared of header and rows, neither is taken to have cells it lacks."""
    text = header + "\n" + "".join(f"{k},{2.5 - k / 8}\n" for k in range(9))
    assert 9 == len(next(iter(read_all(source_of(text, "csv")).columns.values())))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["3,065", "2,065", "0,998"], [3.065, 2.065, 0.998]),
        (["3206,5", "3025,5", "2856,25"], [3206.5, 3025.5, 2856.25]),
        (["1,206.5", "1,025.5", "998.5"], [1206.5, 1025.5, 998.5]),
        (["1234.5", " 998.5", "   7.5"], [1234.5, 998.5, 7.5]),
    ],
)
def test_quoted_values_are_read_whole(values: list[str], expected: list[float]) -> None:
    """A comma or a blank between quotes neither ends a value nor hides it."""
    log = printed("{{'loss': '{v}', 'epoch': '{k}'}}", values)
    assert ([1.0, 2.0, 3.0], expected) == read_one(source_of(log, "text"), "loss", "epoch")


def test_quoted_counters_go_beyond_a_thousand() -> None:
    """``'epoch': '1,001'`` is no epoch 1."""
    log = b"".join(b"{'loss': '2.5', 'epoch': '%s'}\n" % k for k in (b"999", b"1,000", b"1,001"))
    x, value = read_one(source_of(log, "text"), "loss", "epoch")
    assert ([999.0, 1000.0, 1001.0], [2.5, 2.5, 2.5]) == (x, value)


def test_commas_without_quotes_part_values() -> None:
    """In a dictionary that is printed without blanks between, one value ends at the comma."""
    log = b"".join(b"{'loss': 2.5,'lr': 0.5, 'epoch': %d}\n" % k for k in range(3))
    assert ([0.0, 1.0, 2.0], [2.5] * 3) == read_one(source_of(log, "text"), "loss", "epoch")


def test_a_full_stop_after_a_decimal_comma_makes_no_thousand() -> None:
    """``lr 0,001.`` ends a sentence; it is not one."""
    values = ["3,758", "2,532", "0,998"]
    log = printed("Step {k}: lr 0,001, loss {v}.", values)
    assert [3.758, 2.532, 0.998] == read_one(source_of(log, "text"), "loss", "Step")[1]
    log = printed("Step {k}: loss {v}, lr 0,001.", values)
    assert [0.001] * 3 == read_one(source_of(log, "text"), "lr", "Step")[1]


@pytest.mark.parametrize("line", ["step [{k}/60,000] loss: 0.5", "[{k}/60,000] loss: 0.5"])
def test_parts_in_thousands_are_read_in_brackets(line: str) -> None:
    """``[1,000/60,000]`` is a part of a whole, and no list."""
    parts = ["998", "999", "1,000", "1,001"]
    log = "".join(line.format(k=part) + "\n" for part in parts)
    column = read_all(source_of(log, "text")).columns["loss"]
    assert [998.0, 999.0, 1000.0, 1001.0] == column.x.tolist()
    late = "".join(line.format(k=f"1,{k:03d}") + "\n" for k in range(9))
    assert "text" == readers.recognise(late.encode(), "run.log")


def test_an_epoch_and_its_batch_in_brackets_are_not_one_number() -> None:
    """``[1,200/1563]`` is batch 200 of epoch 1: the whole has no groups of three."""
    lines = "".join(f"Epoch [{k},{batch}/1563] loss: 0.5\n" for k in (1, 2) for batch in (50, 200))
    x, _ = read_one(source_of(lines * 3, "text"), "loss", "Epoch")
    assert {1.0, 2.0} == set(x)


def test_a_loss_that_stays_infinite_warns_of_nothing() -> None:
    """Reading a run that diverged prints nothing beside the report."""
    log = printed("step {k} loss {v}", ["2.5", "3.5", "inf", "inf", "inf"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read_all(source_of(log, "text"))
    assert {} == codes(found)
    assert [float("inf")] * 3 == found.columns["loss"].value[2:].tolist()


@pytest.mark.parametrize("total", ["2,000", "2000", "2_000"])
def test_epochs_above_a_progress_bar_may_be_in_thousands(total: str) -> None:
    """Keras's bar counts the batches of an epoch, of which the last state counts."""
    log = "".join(
        f"Epoch {format(k, '_' if '_' in total else ',')}/{total}\n"
        f"200/391 [===>....] - ETA: 3s - loss: 9.5\n"
        f"391/391 [=======] - 3s 5ms/step - loss: {k / 8} - val_loss: 2.5\n"
        for k in range(996, 1004)
    )
    assert "keras" == survey(source_of(log, "text")).logger
    x, value = read_one(source_of(log, "text"), "loss", "epoch")
    assert [float(k) for k in range(996, 1004)] == x
    assert [k / 8 for k in range(996, 1004)] == value


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Epoch: {k:03d}, Loss: {v}, Val: 0.5, Test: 0.6", {}),
        ("Epoch: {k:03d}, Loss: {v}, Train: 0.7, Val: 0.5, Test: 0.6", {}),
        ("epoch {k} train {v} val 0.5", {"train": "train", "val": "validation"}),
        ("epoch {k} | loss train: {v}, val: 0.5", {"val": "validation"}),
    ],
)
def test_a_split_beside_a_plain_loss_is_a_score(line: str, roles: dict[str, str]) -> None:
    """Graph networks print ``Loss``, and the accuracy of each split under its name alone."""
    entries = survey(source_of(printed(line, ["4.5", "3.5", "2.5", "1.5"]), "text")).entries
    assert roles == {entry.name: entry.role for entry in entries if entry.role}


def test_the_percentage_of_a_bar_is_no_step() -> None:
    """Its counter stands behind the bar; that of an epoch's bar is how far the epoch has come."""
    text = "".join(
        f"Epoch 0: {k}%|#    | {k * 5}/500 [00:01<00:02, loss={9 - k}.5]\r" for k in range(8)
    )
    names = {entry.name for entry in survey(source_of(text, "text")).entries}
    assert {"Epoch", "batch", "loss"} == names
    bars = "".join(
        f"Epoch:  {k}%|#    | {k * 5}/500 [00:01<00:02, loss={9 - k}.5]\r" for k in range(8)
    )
    assert {"batch", "loss"} == {entry.name for entry in survey(source_of(bars, "text")).entries}


def test_a_percentage_without_a_bar_is_the_step() -> None:
    """There is no other counter on such a line."""
    source = source_of(printed("Step {k}%: loss {v}", ["4.5", "3.5", "2.5", "1.5"]), "text")
    assert [4.5, 3.5, 2.5, 1.5] == read_one(source, "loss", "Step")[1]


def test_what_a_program_says_between_the_lines_of_a_writer_is_read() -> None:
    """Flax's examples log their evaluation so."""
    text = "".join(
        f"I0101 10:00:00.1 140 logging_writer.py:48] [{k}00] train_loss={v}, lr=0.1\n"
        f"I0101 10:00:01.1 140 train.py:48] epoch {k} eval loss: {v + 1}\n"
        f"I0101 10:00:02.1 140 train.py:50] Saved {k} files\n"
        for k, v in enumerate([4.5, 3.5, 2.5, 1.5], 1)
    )
    source = source_of(text, "text")
    assert {"step", "train_loss", "lr", "epoch", "eval loss"} == {
        entry.name for entry in survey(source).entries
    }
    assert ([100, 200, 300, 400], [5.5, 4.5, 3.5, 2.5]) == read_one(source, "eval loss", "step")


def test_backspaces_before_a_line_is_drawn_anew_are_no_binary_data() -> None:
    """Keras 3 prints as many as the line before is long."""
    bar = "\x1b[1m{}/9\x1b[0m 3s 4ms/step - accuracy: 0.4 - loss: {}" + 60 * "\b" + "\r"
    text = "".join(
        f"Epoch {k}/8\n{bar.format(1, 9.5)}{bar.format(9, 8 - k)}\n" for k in range(1, 9)
    ).encode()
    assert "text" == readers.recognise(text, "train.log")
    steps, values = read_one(source_of(text, "text"), "loss", "epoch")
    assert ([1, 2, 3, 4, 5, 6, 7, 8], [7, 6, 5, 4, 3, 2, 1, 0]) == (steps, values)


def test_two_evaluations_of_a_short_training_are_a_series() -> None:
    """Lines of a counter and a measure are reports from the second on; a single one may be none."""
    steps = "".join(f"{{'epoch': {k / 20}, 'loss': {2.5 - k / 50}}}\n" for k in range(1, 41))
    evaluated = "{'epoch': 1.0, 'eval_loss': 2.25}\n{'epoch': 2.0, 'eval_loss': 1.5}\n"
    source = source_of(f"***** Running training *****\n{steps}{evaluated}", "text")
    assert ([1.0, 2.0], [2.25, 1.5]) == read_one(source, "eval_loss", "epoch")
