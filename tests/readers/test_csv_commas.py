"""Commas within the cells of tables: decimal points or thousands."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.readers._planted import codes, read_all, source_of


def values(text: str) -> dict[str, list[float]]:
    """Return the values of all numeric columns of a table."""
    columns = read_all(source_of(text, "csv")).columns
    return {name: column.value.tolist() for name, column in columns.items()}


@pytest.mark.parametrize(
    "text",
    [
        "step;loss\n1;1,234\n2;998\n",
        'step,loss\n1,"1,234"\n2,"998.0"\n',
        "step\tloss\n1\t1,234\n2\t+998\n",
        "step;tokens;loss\n1;1,234,567;1,234\n2;2,234,567;998\n",
        "| step | loss |\n|---|---|\n| 1 | 1,234 |\n| 2 | 998 |\n",
        "1 1,234\n2 998\n",
    ],
)
def test_numbers_without_commas_prove_thousands(text: str) -> None:
    """A fixed number of decimal places would show in each number, so 1,234 is a thousand."""
    assert [1234.0, 998.0] == values(text)["loss"]
    assert codes(read_all(source_of(text, "csv"))) == {}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_commas_that_nothing_proves_are_read_by_what_the_column_is(delimiter: str) -> None:
    """A loss of 2,345 has three places, a step of 2,000 is a number in thousands; both noted."""
    rows = "".join(f"{k},000{delimiter}2,{345 - k}\n" for k in range(1, 5))
    text = f"step{delimiter}loss\n{rows}"
    assert [2.344, 2.343, 2.342, 2.341] == values(text)["loss"]
    assert [1000.0, 2000.0, 3000.0, 4000.0] == values(text)["step"]
    assert {"guessed-commas": 2} == Counter(
        note.code for note in read_all(source_of(text, "csv")).notes
    )


def test_commas_that_prove_decimal_after_the_head_are_read_so_from_the_first_row() -> None:
    """No column is read half in thousands, however late its first number below one comes."""
    numbers = [9000 - k // 8 for k in range(9000 * 8)]
    rows = "".join(
        f"{k};{number // 1000},{number % 1000:03d}\n" for k, number in enumerate(numbers)
    )
    assert [number / 1000 for number in numbers] == values(f"step;loss\n{rows}")["loss"]


def test_commas_of_one_column_are_proven_beside_points_of_another() -> None:
    """A version of 1.5 does not make thousands of a loss that falls from 2,345 to 0,998."""
    text = "step;loss;version\n1;2,345;1.5\n2;1,345;1.5\n3;0,998;1.5\n"
    assert [2.345, 1.345, 0.998] == values(text)["loss"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_one_comma_that_groups_nothing_makes_all_decimal(delimiter: str) -> None:
    """``0,998`` proves decimal commas, also where it comes only after many an ambiguous one."""
    cells = [f"{1300 - k}" for k in range(400)]
    numbers = [f'"{int(cell) // 1000},{int(cell) % 1000:03d}"' for cell in cells]
    rows = "".join(f"{k}{delimiter}{number}\n" for k, number in enumerate(numbers))
    expected = [int(cell) / 1000 for cell in cells]
    assert expected == values(f"step{delimiter}loss\n{rows}")["loss"]


def test_decimal_commas_beside_points_are_text() -> None:
    """A comma that groups nothing and stands beside points makes a cell text."""
    assert "loss" not in values("step;loss;acc\n1;0,5;0.1\n2;0,4;0.2\n")
