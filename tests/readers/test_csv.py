"""Tables as text: every value as logged, every trap of real logs, one answer on both ways."""

from __future__ import annotations

import csv as standard_csv
import io
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.model import Source
from convcheck.readers import HEAD_BYTES, _cells, csv
from convcheck.readers._tabular_layout import Layout, sniff
from convcheck.readers._tabular_scan import scan
from convcheck.readers._tabular_tally import Tally
from convcheck.table import Wanted
from tests.readers._planted import codes, files, read_all, same_bits, source_of, survey

TABLES = [
    "truth/runs/*/*.csv",
    "truth/runs/*/*.tsv",
    "truth/runs/*/catboost_info/*.tsv",
    "truth/runs/*/lightning_logs/*/*.csv",
    "trained/runs/t000*/*.csv",
    "loggers/*/*.csv",
    "loggers/*/*.tsv",
    "loggers/dvclive/plots/metrics/*/*.tsv",
    "wild/*_csv/*",
    "wild/rl_tsv/*",
    "wild/catboost/*.tsv",
]
OTHERS = ["wild/jsonl/*", "wild/text_stdout/*", "wild/mlperf/*", "wild/tensorboard/*"]
OTHERS += ["wild/trainer_state/*", "wild/mlflow/*", "loggers/mlflow/*.db", "loggers/trackio/*"]


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


@pytest.mark.shared
@pytest.mark.parametrize("path", [param for pattern in TABLES for param in files(pattern)])
def test_values_of_real_tables_are_those_that_pandas_reads(path: Path) -> None:
    """Every column has the numbers that pandas finds, bit for bit, on the same records."""
    import pandas

    text = path.read_bytes().replace(b"\0", b"").decode()
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    options = {"sep": delimiter, "skipinitialspace": True, "keep_default_na": False}
    frame = pandas.read_csv(io.StringIO(text), na_values=["NA", ""], dtype=str, **options)
    frame = frame[frame.iloc[:, 0] != frame.columns[0]].reset_index(drop=True)
    source = Source(str(path), "csv", (str(path),))
    entries = survey(source).entries
    found = csv.read(source, [Wanted(entry.name) for entry in entries])
    assert csv.recognise(path.read_bytes()[:HEAD_BYTES], path.name) is None
    names = [entry.name for entry in entries if not entry.parts]
    assert len(names) == len(frame.columns)
    for name, cells in zip(names, (frame[column].dropna() for column in frame), strict=True):
        column = found.columns.get(name)
        assert same_bits([float(cell) for cell in cells], column.value if column else [])
        assert list(cells.index) == (column.record.tolist() if column else [])


@pytest.mark.shared
@pytest.mark.parametrize("path", [param for pattern in OTHERS for param in files(pattern)])
def test_logs_of_other_formats_are_refused_with_a_reason(path: Path) -> None:
    """Text logs, JSON and binary files are left to their readers."""
    assert csv.recognise(path.read_bytes()[:HEAD_BYTES], path.name)


@pytest.mark.shared
@pytest.mark.parametrize("path", files("wild/yolo_txt/*"))
def test_headerless_yolo_results_are_named_by_their_contents(path: Path) -> None:
    """Total and validation losses stand where the sums say, and their sum is added row by row."""
    rows = [line.split() for line in path.read_text().splitlines()]
    found = table(path.read_bytes())
    assert [float(row[0].partition("/")[0]) for row in rows] == found["total"][0]
    assert [float(row[5]) for row in rows] == found["total"][1]
    assert [sum(map(float, row[12:])) for row in rows] == pytest.approx(found["val_total"][1])


DELIMITED = st.sampled_from([",", ";", "\t", "|"])
HARD_NUMBERS = (
    "1e400 4.9e-324 2.2250738585072011e-308 .5 1. +3 007 1E+05 -0.0 nan(ind) -inf NaN Infinity "
    "0.1000000000000000055511151231257827021181583404541015625 9007199254740993 "
    "123456789012345678901234567890"
)
NUMBERS = st.floats().map(repr) | st.sampled_from(HARD_NUMBERS.split())
ABSENT = st.sampled_from(["", "NA", "null", "None", "-", " ", "N/A"])
TEXTS = st.sampled_from(["1_000", "0x10", "x", "[1]", "1.5f", '"2"', '" 3 "', '"a'])
ODD_LINES = st.sampled_from(["a|b,c;d\te", "# 1", "", "   ", "1", "\0\0", "end of epoch", '"'])


@st.composite
def table_lines(draw: st.DrawFn) -> tuple[str, str]:
    """Return a delimiter and the rows of a table, with whatever may stand between them."""
    delimiter = draw(DELIMITED)
    cell = st.one_of(NUMBERS, NUMBERS, NUMBERS, ABSENT, TEXTS)
    row = st.lists(cell, min_size=3, max_size=3) | st.lists(cell, min_size=1, max_size=5)
    line = st.one_of(row.map(delimiter.join), row.map(delimiter.join), ODD_LINES)
    end = draw(st.sampled_from(["\n", "\r\n", "\r\r\n", "\r"]))
    found = end.join(draw(st.lists(line, max_size=12)))
    return delimiter, found + draw(st.sampled_from(["", end]))


@given(table_lines())
def test_both_ways_through_a_table_give_the_same(made: tuple[str, str]) -> None:
    """What the fast way accepts it reads as the tolerant way does, presence and all."""
    delimiter, text = made
    layout = Layout(delimiter, ("step", "loss", "acc"), ("step", "loss", "acc"))
    found = []
    for fast in (False, True):
        tally = Tally()
        columns = scan(io.BytesIO(text.encode()), layout, ("loss", "step"), tally, fast=fast)
        found.append([
            np.where(True if present is None else present, value, 123.456)
            for value, present in columns
        ])  # fmt: skip
    assert all(same_bits(slow, quick) for slow, quick in zip(*found, strict=True))


@given(st.lists(NUMBERS, min_size=1))
def test_the_fast_way_parses_numbers_as_python_does(cells: list[str]) -> None:
    """Long decimals, denormals, overflow and every spelling come out bit for bit."""
    text = "".join(f"{cell},1\n" for cell in cells)
    layout = Layout(",", ("loss", "x"))
    [(value, present)] = scan(io.BytesIO(text.encode()), layout, ("loss",), Tally(), fast=True)
    assert present is None
    assert same_bits([_cells.parse(cell) or 0.0 for cell in cells], np.where(value == 0, 0, value))


@settings(max_examples=50)
@given(st.lists(st.lists(st.floats(), min_size=2, max_size=4), min_size=3, max_size=20))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[float]]) -> None:
    """Numbers survive the round trip bit for bit, whatever the delimiter."""
    width = min(map(len, rows))
    names = ["loss", "acc", "lr", "norm"][:width]
    for delimiter in ",;\t|":
        text = io.StringIO()
        writer = standard_csv.writer(text, delimiter=delimiter)
        writer.writerow(["epoch", *names])
        writer.writerows([at, *row[:width]] for at, row in enumerate(rows))
        found = values(text.getvalue())
        for at, name in enumerate(names):
            assert same_bits([row[at] for row in rows], found[name])


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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_marked_encodings_are_decoded(encoding: str) -> None:
    """A byte order mark says how the table is encoded."""
    text = "step,loss\n1,0.5\n2,0.25\n3,0.125\n".encode(encoding)
    assert csv.recognise(text, "log.csv") is None
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


@pytest.mark.parametrize(
    "text",
    [
        "step;loss\n1;1,234\n2;1,123\n",
        "step;loss;acc\n1;0,5;0.1\n2;0,4;0.2\n",
    ],
)
def test_ambiguous_commas_are_not_read_as_decimals(text: str) -> None:
    """A comma that may group thousands, or stands beside points, makes a cell text."""
    assert "loss" not in values(text)


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


def test_the_survey_of_a_large_table_reads_its_beginning_only(tmp_path: Path) -> None:
    """What was not seen is not counted, and is read all the same."""
    path = tmp_path / "log.csv"
    path.write_text("step,loss\n" + "".join(f"{at},{at / 7}\n" for at in range(100_000)))
    source = Source(str(path), "csv", (str(path),))
    catalog = csv.survey(source)
    assert not catalog.complete
    assert [None, None] == [entry.count for entry in catalog.entries]
    column = csv.read(source, [Wanted("loss", "step")]).columns["loss"]
    assert same_bits([at / 7 for at in range(100_000)], column.value)
    assert list(range(100_000)) == column.x.tolist()


def test_a_large_table_with_trouble_in_it_is_read_in_blocks(tmp_path: Path) -> None:
    """Only the block with the trouble goes the slow way; the records count on."""
    rows = [f"{at},{at / 7},0.25,0.125,{'nan' if at % 5 else ''}\n" for at in range(400_000)]
    rows.insert(200_000, "step,loss,a,b,c\n")
    path = tmp_path / "log.csv"
    path.write_text("step,loss,a,b,c\n" + "".join(rows) + "400000,0.1")
    source = Source(str(path), "csv", (str(path),))
    found = csv.read(source, [Wanted("loss", "step"), Wanted("c", "step")])
    assert same_bits([at / 7 for at in range(400_000)], found.columns["loss"].value)
    assert list(range(400_000)) == found.columns["loss"].record.tolist()
    assert [at for at in range(400_000) if at % 5] == found.columns["c"].x.tolist()
    assert np.isnan(found.columns["c"].value).all()
    assert codes(found) == {"repeated-header": 1, "truncated-log": 1}


def test_recognising_loads_neither_numpy_nor_pyarrow() -> None:
    """The first look at a file costs no heavy import, and a small table never loads pyarrow."""
    program = (
        "import sys\n"
        "from convcheck.readers import csv\n"
        "assert csv.recognise(b'step,loss\\n1,2\\n2,1\\n', 'log.csv') is None\n"
        "assert not {'numpy', 'pyarrow', 'pandas'} & set(sys.modules)\n"
        "from convcheck.model import Source\n"
        "from convcheck.table import Wanted\n"
        "csv.read(Source('-', 'csv', (), b'step,loss\\n1,2\\n2,1\\n'), [Wanted('loss', 'step')])\n"
        "assert not {'pyarrow', 'pandas'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_fast_way_never_imports_pandas(tmp_path: Path) -> None:
    """Where pandas is installed, pyarrow must not be given the chance to load it."""
    (tmp_path / "pandas.py").write_text("raise RuntimeError('pandas was imported')\n")
    path = tmp_path / "log.csv"
    path.write_text(
        "step,loss\n" + "".join(f"{at},{'' if at % 3 else at}\n" for at in range(300_000))
    )
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from convcheck.readers import csv\n"
        "from convcheck.model import Source\n"
        "from convcheck.table import Wanted\n"
        f"source = Source({str(path)!r}, 'csv', ({str(path)!r},))\n"
        "found = csv.read(source, [Wanted('loss', 'step')])\n"
        "assert len(found.columns['loss']) == 100_000\n"
        "assert 'pyarrow' in sys.modules and 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_sniffing_leaves_a_cut_line_of_the_head_alone() -> None:
    """Where the head ends amid a line, that line says nothing about the layout."""
    layout = sniff(b"step,loss\n1,2\n2,1\n3", whole=False)
    assert layout is not None
    assert layout.names == ("step", "loss")
