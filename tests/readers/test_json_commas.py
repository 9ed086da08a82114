"""Commas within the texts of JSON: decimal points or thousands, as their column proves."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.model import Source
from tests.readers._planted import codes, read_all, source_of, survey

MANY = 6000
"""Lines of a log that is long enough to be read in blocks."""


def log(name: str, cells: Sequence[object]) -> Source:
    """Return JSON lines with a step and such a column."""
    return source_of([{"step": k, name: cell} for k, cell in enumerate(cells)])


def values(source: Source, name: str) -> list[float]:
    """Return the values of a column."""
    found: list[float] = read_all(source).columns[name].value.tolist()
    return found


@pytest.mark.parametrize("times", [1, MANY])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["0,5", "1,25", "0,125"], [0.5, 1.25, 0.125]),
        (["2,345", "1,345", "0,998"], [2.345, 1.345, 0.998]),
        (["1.234,5", "998,25", "12,5"], [1234.5, 998.25, 12.5]),
        (["2,345", 1.5, "-0,5", "7"], [2.345, 1.5, -0.5, 7.0]),
        ([" 0,5 ", None, "5,1e-3", "NaN"], [0.5, 0.0051, float("nan")]),
        (["1,234.5", "2,345", "998.5"], [1234.5, 2345.0, 998.5]),
        (["1,234,567", "2,345"], [1234567.0, 2345.0]),
        (["2,345", "998"], [2345.0, 998.0]),
    ],
)
def test_the_column_proves_what_its_commas_are(
    cells: list[object], expected: list[float], times: int
) -> None:
    """One text that can be nothing else tells of all of them, and nothing is noted."""
    source = log("loss", cells * times)
    table = read_all(source)
    assert repr(expected * times) == repr(table.columns["loss"].value.tolist())
    assert {} == codes(table)
    entry = survey(source).entry("loss")
    assert entry is not None
    assert entry.numeric
    assert expected[0] == entry.first


@pytest.mark.parametrize("times", [1, MANY])
def test_commas_that_nothing_proves_are_read_by_what_the_column_is(times: int) -> None:
    """A loss of 2,345 has three places, a step of 2,000 is a number in thousands; both noted."""
    records = [{"step": f"{k % 9 + 1},000", "loss": f"2,{345 + k % 9}"} for k in range(9 * times)]
    table = read_all(source_of([*records]))
    assert [2.345, 2.346, 2.347] == table.columns["loss"].value.tolist()[:3]
    assert [1000.0, 2000.0, 3000.0] == table.columns["step"].value.tolist()[:3]
    noted = [note.where for note in table.notes if note.code == "guessed-commas"]
    assert ["loss", "step"] == sorted(noted)


def test_steps_from_998_on_prove_thousands() -> None:
    """Where the program groups its steps, a loss of 2,345 is in the thousands, too."""
    records = [{"step": f"{k:,}", "loss": f"2,{345 + k % 9}"} for k in range(995, 1005)]
    table = read_all(source_of([*records]))
    assert [float(k) for k in range(995, 1005)] == table.columns["step"].value.tolist()
    assert 2350.0 == table.columns["loss"].value[0]
    assert {} == codes(table)


def test_numbers_with_decimal_commas_are_counted() -> None:
    """The survey counts what the reading finds, in a short log and in a long one."""
    for times in (1, MANY):
        entry = survey(log("loss", ["0,5", "1,345", "12,25"] * times)).entry("loss")
        assert entry is not None
        assert 3 * times == entry.count


def test_commas_that_prove_decimal_late_are_read_so_from_the_first_line() -> None:
    """No column is read half in thousands, however late its first number below one comes."""
    numbers = [9000 - k // 8 for k in range(9000 * 8)]
    cells = [f"{number // 1000},{number % 1000:03d}" for number in numbers]
    assert [number / 1000 for number in numbers] == values(log("loss", cells), "loss")


def test_what_fits_neither_is_left_out_and_counted() -> None:
    """Where commas part thousands, 0,998 is no number."""
    table = read_all(log("loss", ["1,234,567", "3,402.51", "2,300", "0,998", "998.5"]))
    assert [1234567.0, 3402.51, 2300.0, 998.5] == table.columns["loss"].value.tolist()
    assert {"not-a-number": 1} == codes(table)


@pytest.mark.parametrize("cell", ["a, b", "1,2,3", "[1,234]", "1, 5", "0,5 s", ","])
def test_other_texts_with_commas_are_no_numbers(cell: str) -> None:
    """Lists and sentences make no series."""
    entry = survey(log("words", [cell] * 9)).entry("words")
    assert entry is not None
    assert not entry.numeric


def test_a_counter_has_no_decimal_commas() -> None:
    """What follows the comma of ``3,19`` is another number."""
    entry = survey(source_of([{"epoch": f"{k},19", "loss": 0.5} for k in range(9)])).entry("epoch")
    assert entry is not None
    assert not entry.numeric


def test_documents_are_read_by_the_same_rule() -> None:
    """It does not matter whether objects stand on lines of their own or in a list."""
    records = [{"step": k, "loss": f"0,{k + 1}5"} for k in range(9)]
    source = source_of(json.dumps({"log": records}, indent=1), "json")
    assert [float(f"0.{k + 1}5") for k in range(9)] == values(source, "loss")


@given(st.lists(st.integers(0, 10**6 - 1), min_size=1), st.integers(1, 5))
def test_decimal_commas_are_those_of_float(numbers: list[int], places: int) -> None:
    """Whatever is printed with a decimal comma is the number that was printed."""
    words = [f"{number / 10**places:.{places}f}" for number in [*numbers, 1]]
    cells = [word.replace(".", ",") for word in words]
    assert list(map(float, words)) == values(log("loss", cells), "loss")
