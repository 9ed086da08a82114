"""Headers whose names have blanks in them, or gaps between them: each column has its own name."""

from __future__ import annotations

import pytest

from convcheck import readers
from convcheck.readers import csv
from tests.readers._planted import codes, read_one, source_of, survey

ROUNDS = range(12)


def table(header: str, row: str) -> str:
    """Return a table of such rows: ``k`` counts, ``t`` and ``v`` are the two losses."""
    rows = (row.format(k=k, t=2 / (k + 1), v=2 / (k + 1) + 0.5) for k in ROUNDS)
    return header + "\n" + "".join(line + "\n" for line in rows)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Epoch   Train Loss   Val Loss", "{k:5d}   {t:10.4f}   {v:8.4f}"),
        ("Epoch Train Loss Val Loss", "{k} {t:.4f} {v:.4f}"),
        ("Epoch\tTrain Loss    Val Loss  Time spent", "{k} {t:.4f} {v:.4f} 12.5"),
        ("# Epoch  Train Loss  Val Loss\n--------------------", "{k}  {t:.4f}  {v:.4f}"),
    ],
)
def test_names_of_several_words_stay_with_their_columns(header: str, row: str) -> None:
    """Columns apart by blanks are named by what stands apart as wide, or begins with a split."""
    source = source_of(table(header, row), "csv")
    assert "csv" == readers.recognise(table(header, row).encode(), "run.txt")
    x, train = read_one(source, "Train Loss", "Epoch")
    assert list(ROUNDS) == x
    assert [float(f"{2 / (k + 1):.4f}") for k in ROUNDS] == train
    _, validation = read_one(source, "Val Loss", "Epoch")
    assert [float(f"{2 / (k + 1) + 0.5:.4f}") for k in ROUNDS] == validation
    assert "short-rows" not in codes(survey(source))


def test_such_a_header_may_come_again() -> None:
    """A resumed run prints it once more, which is no row and changes no name."""
    text = table("Epoch   Train Loss   Val Loss", "{k:5d}   {t:10.4f}   {v:8.4f}")
    source = source_of(text + text, "csv")
    assert 2 * len(ROUNDS) == len(read_one(source, "Val Loss", "Epoch")[0])


def test_a_name_left_empty_may_have_no_column() -> None:
    """Rows of one cell less than the header has lack the column without a name."""
    text = table("epoch,train_acc,,train_loss,test_loss", "{k},0.5,{t},{v}")
    assert [2 / (k + 1) for k in ROUNDS] == read_one(source_of(text, "csv"), "train_loss")[1]


def test_a_box_whose_names_stand_in_its_rows_is_no_table() -> None:
    """Its heading names no column of numbers."""
    rows = "".join(f"|    loss{k} | {k}.5 |\n" for k in ROUNDS)
    assert csv.recognise(f"| train/ |  |\n{rows}".encode(), "run.txt") is not None
