"""Tables as people and loggers really leave them: every trap, planted in a small file."""

from __future__ import annotations

import contextlib
import math

import pytest

from convcheck.errors import ConvcheckError
from convcheck.readers import csv
from convcheck.readers._tabular_layout import sniff
from convcheck.table import Wanted
from tests.readers._planted import codes, read_all, same_bits, source_of, survey


def table(text: str | bytes) -> dict[str, tuple[list[float], list[float]]]:
    """Return positions and values of all numeric columns of a table."""
    columns = read_all(source_of(text, "csv")).columns
    return {name: (column.x.tolist(), column.value.tolist()) for name, column in columns.items()}


def values(text: str | bytes) -> dict[str, list[float]]:
    """Return the values of all numeric columns of a table."""
    return {name: found for name, (_, found) in table(text).items()}


def notes(text: str | bytes) -> dict[str, int]:
    """Return the notes that reading all columns of a table leaves."""
    return codes(read_all(source_of(text, "csv")))


PLAIN = {"step": [1.0, 2.0, 3.0], "loss": [0.5, 0.25, 0.125]}


@pytest.mark.parametrize(
    "text",
    [
        "step,loss\n1,.5\n2,.25\n3,.125\n",
        "step;loss\n1;0,5\n2;0,25\n3;0,125\n",
        "step\tloss\n1\t0.5\n2\t0.25\n3\t0.125\n",
        "step|loss\n1|0.5\n2|0.25\n3|0.125\n",
        "step   loss\n  1    0.5\n  2   0.25\n  3  0.125\n",
        "   step,   loss\n      1,    0.5\n      2,   0.25\n      3,  0.125\n",
        "step,loss\r\n1,.5\r\n2,.25\r\n3,.125\r\n",
        "step,loss\r\r\n1,.5\r\r\n2,.25\r\r\n3,.125\r\r\n",
        "step,loss\r1,.5\r2,.25\r3,.125\r",
        "\ufeffstep,loss\n1,.5\n2,.25\n3,.125\n",
        "\n\nstep,loss\n\n1,.5\n2,.25\n\n3,.125",
        '"step","loss"\n"1","0.5"\n"2","0.25"\n"3","0.125"\n',
        "# run 7 of 9, seed 3\nstep,loss\n1,.5\n2,.25\n3,.125\n",
        "Training log\nstep,loss\n1,.5\n2,.25\n3,.125\n",
        "# step loss\n1 0.5\n2 0.25\n3 0.125\n",
        "step,loss,\n1,.5,\n2,.25,\n3,.125,\n",
        "step,loss\n1,.5,\n2,.25,\n3,.125,\n",
        "1 .5\n2 .25\n3 .125\n",
        "1,.5\n2,.25\n3,.125\n",
        "step,loss\n1,.5\n\0\0\0\n2,.25\n3,.125\n",
    ],
)
def test_one_table_in_many_dresses_gives_the_same_series(text: str) -> None:
    """Delimiters, line ends, marks, padding, titles and blank lines change nothing."""
    assert csv.recognise(text.encode(), "log.txt") is None
    assert values(text) == PLAIN


def test_missing_nan_and_infinity_are_told_apart() -> None:
    """An absent cell is no row, NaN is a row with NaN, infinities keep their sign."""
    text = "step,loss\n1,NA\n2,nan\n3,\n4,-1.#INF\n5,1.#QNAN\n6,null\n7,inf\n8,2\n"
    steps, found = read_one_table(text)
    assert steps == [2, 4, 5, 7, 8]
    assert same_bits([math.nan, -math.inf, math.nan, math.inf, 2.0], found)
    assert notes(text) == {}


def read_one_table(text: str) -> tuple[list[float], list[float]]:
    """Return positions by step and values of the loss."""
    column = csv.read(source_of(text, "csv"), [Wanted("loss", "step")]).columns["loss"]
    return column.x.tolist(), column.value.tolist()


def test_a_missing_position_is_carried_forward() -> None:
    """A value without a step has the last step before it; before any step it has none."""
    steps, found = read_one_table("step,loss\n,9\n1,8\n,7\n3,6\n")
    assert same_bits([math.nan, 1.0, 1.0, 3.0], steps)
    assert found == [9, 8, 7, 6]


def test_records_are_counted_over_rows_with_and_without_a_value() -> None:
    """The record number is that of the row, not of the value."""
    column = read_all(source_of("step,loss\n1,\n2,5\n3,\n4,6\n", "csv")).columns["loss"]
    assert column.record.tolist() == [1, 3]
    assert column.x.tolist() == [1.0, 3.0]


def test_a_repeated_header_is_skipped_and_noted() -> None:
    """A header in the middle, as after a resumed run, is no row; the counter just goes back."""
    text = "step,loss\n1,5\n2,4\nstep,loss\n1,3\n2,2\n"
    assert values(text)["loss"] == [5, 4, 3, 2]
    assert values(text)["step"] == [1, 2, 1, 2]
    assert notes(text) == {"repeated-header": 1}


def test_a_changed_header_moves_the_columns() -> None:
    """After a new header the cells belong to its names."""
    text = "step,loss\n1,5\n2,4\n3,3\n4,3\nstep,lr,loss\n5,0.1,2\n6,0.1,1\n"
    assert values(text)["loss"] == [5, 4, 3, 3, 2, 1]
    assert notes(text) == {"changed-header": 1}


def test_uneven_rows_are_kept_as_far_as_they_go() -> None:
    """A short row loses its last cells, a long one what lies beyond the header; both are noted."""
    text = "step,loss,acc\n1,5,0\n2,4\n3,3,0,7\n4,2,0\n5,2,0\n6,2,1\n"
    assert values(text)["loss"] == [5, 4, 3, 2, 2, 2]
    assert values(text)["acc"] == [0, 0, 0, 0, 1]
    assert notes(text) == {"short-rows": 1, "long-rows": 1}


def test_a_cut_last_line_loses_its_last_number_only() -> None:
    """Digits may be missing where the file stops; what stands before is whole."""
    text = "step,loss,acc\n1,5.5,0.1\n2,4.5,0.2\n3,3.5,0.3\n4,2.5,0.4\n5,1.2"
    assert values(text)["step"] == [1, 2, 3, 4, 5]
    assert values(text)["loss"] == [5.5, 4.5, 3.5, 2.5]
    assert notes(text) == {"truncated-log": 1}


def test_foreign_lines_are_skipped_and_counted() -> None:
    """Prints of other programs between the rows are no rows."""
    text = "step,loss\n1,5\nSaving checkpoint...\n2,4\n# resumed\nwarning, slow\n3,3\n4,2\n5,1\n"
    assert values(text)["loss"] == [5, 4, 3, 2, 1]
    assert notes(text) == {"foreign-lines": 3}


def test_a_cell_that_is_no_number_counts_as_absent() -> None:
    """Text in a column of numbers is not logged, and said so."""
    text = "step,loss\n1,5\n2,oops\n3,3\n4,1_000\n5,1\n6,1\n7,1\n"
    assert read_one_table(text) == ([1, 3, 5, 6, 7], [5, 3, 1, 1, 1])
    assert notes(text) == {"not-a-number": 2}


def test_text_columns_and_arrays_stand_in_the_catalog_as_text() -> None:
    """Names, dates, array cells and quoted text that holds commas or line ends are not numeric."""
    text = (
        "date,epoch,note,grads,loss\n"
        '2024-01-01,1,"a, b","[1, 2]",5\n2024-01-02,2,"two\nlines","[1, 2]",4\n'
        '2024-01-03,3,"say ""hi""","[1, 2]",3\n'
    )
    entries = {entry.name: entry for entry in survey(source_of(text, "csv")).entries}
    assert [False, True, False, False, True] == [entry.numeric for entry in entries.values()]
    assert values(text) == {"epoch": [1, 2, 3], "loss": [5, 4, 3]}


def test_columns_of_one_name_are_kept_apart() -> None:
    """The second of two columns with the same name gets a number."""
    text = "step,loss,loss,\n1,5,50,0\n2,4,40,0\n"
    assert values(text)["loss"] == [5, 4]
    assert values(text)["loss_2"] == [50, 40]
    assert values(text)["column4"] == [0, 0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("5\n4\n3\n", ["loss"]),
        ("loss\n5\n4\n3\n", ["loss"]),
        ("0 5\n1 4\n2 3\n", ["step", "loss"]),
        ("0.5 5\n0.1 4\n0.9 3\n", ["column1", "column2"]),
        ("0 5 1\n1 4 2\n2 3 1\n", ["column1", "column2", "column3"]),
        (",loss,acc\n0,5,1\n1,4,2\n", ["column1", "loss", "acc"]),
        ("loss,acc\n0,5,1\n1,4,2\n", ["column1", "loss", "acc"]),
    ],
)
def test_columns_without_a_name_get_one(text: str, names: list[str]) -> None:
    """A lone column is the loss, a first that counts up is the step, others are numbered."""
    assert names == [entry.name for entry in survey(source_of(text, "csv")).entries]


def test_an_ascii_table_is_read_without_its_rules() -> None:
    """Lines drawn above, below and between rows name nothing."""
    rows = "".join(f"| {k} | {9 - k}.5 |\n+---+---+\n" for k in range(5))
    text = f"+---+---+\n| step | loss |\n+===+===+\n{rows}"
    assert [9.5, 8.5, 7.5, 6.5, 5.5] == values(text)["loss"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0\0\0",
        "iter 10: loss 2.3\niter 20: loss 2.2\niter 30: loss 2.1\n",
        "epoch 1 loss 0.5 val 0.4\nepoch 2 loss 0.4 val 0.3\nepoch 3 loss 0.3 val 0.2\n",
        "step:1 loss:0.5\nstep:2 loss:0.4\n",
        "Epoch 1, loss 0.5, acc 0.1\nEpoch 2, loss 0.4, acc 0.2\n",
        "[0]\ttrain-logloss:0.43951\teval-logloss:0.43892\n[1]\ttrain-logloss:0.4\teval-logloss:0.4\n",
        '{"step": 1, "loss": 2}\n{"step": 2, "loss": 1}\n',
        "[1, 2, 3]\n",
        "{'loss': 1.0, 'epoch': 0.1}\n",
        "<html><body>1,2\n3,4</body></html>",
        "import os\nx = 1, 2\n",
        "To be, or not to be, that is the question:\nWhether 'tis nobler, in the mind, to suffer\n",
        "\x89PNG\r\n\x1a\n\0\0\0",
        "PK\x03\x04aaaa",
        "1650000000000 0.5 0\n1650000001000 0.4 1\n",
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(text: str) -> None:
    """Text logs, JSON, markup, code, prose and binary files are left to others."""
    assert csv.recognise(text.encode("latin-1"), "log.csv")


def test_a_header_without_rows_is_an_empty_table() -> None:
    """A run that has just begun has columns, and no values."""
    text = "epoch,loss,val_loss\n"
    assert csv.recognise(text.encode(), "log.csv") is None
    assert [0, 0, 0] == [entry.count for entry in survey(source_of(text, "csv")).entries]
    assert values(text) == {}


def test_a_line_too_long_for_a_row_is_foreign() -> None:
    """A megabyte without a line end is not split into cells."""
    text = "step,loss\n1,5\n2,4\n" + "1," * 600_000 + "\n3,3\n"
    assert values(text)["loss"] == [5, 4, 3]
    assert notes(text) == {"foreign-lines": 1}


def test_sniffing_leaves_a_cut_line_of_the_head_alone() -> None:
    """Where the head ends amid a line, that line says nothing about the layout."""
    layout = sniff(b"step,loss\n1,2\n2,1\n3", whole=False)
    assert layout is not None
    assert layout.names == ("step", "loss")


@pytest.mark.parametrize(
    "line", ["-" * 60_000 + "x", "|" * 60_000 + "-", '"1,' * 20_000, "1,0;" * 15_000]
)
def test_long_lines_of_marks_are_read_or_refused(line: str) -> None:
    """What looks like the beginning of a rule, or of many decimal commas, takes no long search."""
    with contextlib.suppress(ConvcheckError):
        values(f"step|loss\n{line}\n1|2.5\n" * 2)
    csv.recognise(f"{line}\n{line}\n".encode(), "run.txt")
