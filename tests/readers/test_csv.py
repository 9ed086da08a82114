"""Tables as text: every value as logged, every trap of real logs, one answer on both ways."""

from __future__ import annotations

import csv as standard_csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.model import Source
from convcheck.readers import HEAD_BYTES, _cells, csv
from convcheck.readers._tabular_layout import Layout
from convcheck.readers._tabular_scan import scan
from convcheck.readers._tabular_tally import Tally
from convcheck.readers._tabular_text import blocks
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
    columns = read_all(source_of(path.read_bytes(), "csv")).columns
    found = {name: (each.x.tolist(), each.value.tolist()) for name, each in columns.items()}
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
        found = read_all(source_of(text.getvalue(), "csv")).columns
        for at, name in enumerate(names):
            assert same_bits([row[at] for row in rows], found[name].value)


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


@given(st.binary(max_size=200), st.integers(1, 64))
def test_blocks_are_the_file_cut_after_line_ends(content: bytes, size: int) -> None:
    """Nothing is lost or doubled however small the blocks, and only the last may be cut."""
    content = content.lstrip(b"\xef\xff\xfe")
    found = [(bytes(block.view()), block.cut) for block in blocks(io.BytesIO(content), size)]
    assert content == b"".join(piece for piece, _ in found)
    assert all(cut or piece.endswith((b"\n", b"\r")) for piece, cut in found)
    assert not any(cut for _, cut in found[:-1])
