"""Thousands in groups of three digits: with points, blanks and apostrophes, as locales have it."""

from __future__ import annotations

import pytest

from convcheck import readers
from tests.readers._planted import codes, read_all, read_one, source_of

STEPS = [0.0, 500.0, 1000.0, 1500.0, 2000.0]
LOSSES = [12345.5, 2345.25, 1000.75, 998.5, 12.125]
FURTHER = "\u00a0\u2007\u2009\u202f'\u2019"
"""Marks that nothing but thousands has between digits."""


def grouped(number: float, thousands: str, point: str) -> str:
    """Return a number with these marks, without decimal places where it is whole."""
    text = f"{number:,.0f}" if number % 1 == 0 else f"{number:,}"
    return text.translate(str.maketrans(",.", thousands + point))


def table(
    delimiter: str, thousands: str, point: str, steps: list[float], losses: list[float]
) -> str:
    """Return a table of these numbers."""
    rows = (
        f"{grouped(step, thousands, point)}{delimiter}{grouped(loss, thousands, point)}\n"
        for step, loss in zip(steps, losses, strict=True)
    )
    return f"step{delimiter}loss\n" + "".join(rows)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize(
    ("thousands", "point"),
    [(".", ","), *((mark, point) for mark in " " + FURTHER for point in ",.")],
)
def test_thousands_are_read_with_the_marks_of_each_locale(
    delimiter: str, thousands: str, point: str
) -> None:
    """``1.234,5``, ``1 234,5`` and ``1'234.5`` are the same number."""
    text = table(delimiter, thousands, point, STEPS, LOSSES)
    assert "csv" == readers.recognise(text.encode(), "run.csv")
    source = source_of(text, "csv")
    assert (STEPS, LOSSES) == read_one(source, "loss", "step")
    assert {} == codes(read_all(source))


@pytest.mark.parametrize(("thousands", "point"), [(".", ","), (" ", ","), ("\u202f", ".")])
def test_numbers_that_outgrow_the_head_are_read_alike(thousands: str, point: str) -> None:
    """The first thousand may come long after the part of a file by which it is recognised."""
    steps = [float(k) for k in range(2000)]
    losses = [5.5 + k for k in range(2000)]
    text = table(";" + " " * 90, thousands, point, steps, losses)
    assert (steps, losses) == read_one(source_of(text, "csv"), "loss", "step")


def test_quoted_numbers_may_have_both_marks_between_commas() -> None:
    """``"1.234,5"`` is one cell of a table with commas between its cells."""
    rows = (f'{k},"{grouped(loss, ".", ",")}"\n' for k, loss in enumerate(LOSSES))
    assert LOSSES == read_one(source_of("step,loss\n" + "".join(rows), "csv"), "loss")[1]


@pytest.mark.parametrize("losses", [["0,5", "0,25", "0,125"], ["0.5", "0.25", "0.125"]])
@pytest.mark.parametrize("steps", [["500", "1.000", "1.500"], ["1.000.000", "1.500.000", "2.000"]])
def test_points_of_a_counter_are_between_thousands_where_it_rises_so(
    steps: list[str], losses: list[str]
) -> None:
    """Step 1.000 after step 500 is no step one, however the loss is written."""
    rows = [f"{step};{loss}\n" for step, loss in zip(steps, losses, strict=True)]
    x, value = read_one(source_of("step;loss\n" + "".join(rows), "csv"), "loss", "step")
    assert [float(step.replace(".", "")) for step in steps] == x
    assert [0.5, 0.25, 0.125] == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("epoch;loss\n1;2.345\n2;1.345\n3;1.234\n", [2.345, 1.345, 1.234]),
        ("epoch;loss\n1;2345.125\n2;1345.25\n3;998.5\n", [2345.125, 1345.25, 998.5]),
        ("epoch;loss\n1.125;2,5\n1.250;1,5\n1.375;0,5\n", None),
        ("step;loss;time\n1;2,5;1.234\n2;1,5;2.345\n3;0,5;3.456\n", None),
    ],
)
def test_points_that_nothing_proves_stay_decimal(text: str, expected: list[float] | None) -> None:
    """Three places behind a point make no thousand; beside decimal commas the commas are text."""
    columns = read_all(source_of(text, "csv")).columns
    assert expected == (columns["loss"].value.tolist() if "loss" in columns else None)
    assert all(column.value.max() < 10 for name, column in columns.items() if name == "time")


@pytest.mark.parametrize("epochs", ["1 1.125 1.375 1.625", "1 1.125 1.375 1 1.125 1.375"])
def test_parts_of_epochs_are_no_thousands(epochs: str) -> None:
    """An epoch of 1.125 comes after epoch 1."""
    cells = epochs.split()
    text = "epoch;loss\n" + "".join(f"{cell};0.5\n" for cell in cells)
    assert [float(cell) for cell in cells] == read_one(source_of(text, "csv"), "loss", "epoch")[0]


@pytest.mark.parametrize("cells", [["1 100", "1 200", "2 100"], ["1 50", "1 100", "1 150"]])
def test_two_numbers_with_a_blank_between_are_not_one(cells: list[str]) -> None:
    """An epoch and its batch in one cell are text, unless something proves a thousand."""
    text = "epoch batch;loss\n" + "".join(f"{cell};0.5\n" for cell in cells)
    columns = read_all(source_of(text, "csv")).columns
    assert {"loss"} == columns.keys()


def test_blanks_between_columns_part_no_thousands() -> None:
    """``1 200`` is a row of two cells where blanks are all there is."""
    text = "epoch batch loss\n1 100 2.5\n1 200 1.5\n2 100 0.5\n"
    columns = read_all(source_of(text, "csv")).columns
    assert [100.0, 200.0, 100.0] == columns["batch"].value.tolist()


@pytest.mark.parametrize("text", ["step loss\n1 0,75\n2 0,5\n", "step loss acc\n1 5.234,5 0,5\n"])
def test_decimal_commas_do_not_cut_a_table_with_blanks(text: str) -> None:
    """Whatever stands behind the comma of ``1 0,75`` is no loss of 75."""
    assert readers.get("csv").recognise(text.encode() * 3, "run.csv")
