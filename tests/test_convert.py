"""``convcheck convert``: converting and reading back changes nothing."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convcheck import api, readers, table_files
from convcheck.model import Source
from convcheck.readers._discovery import discover
from convcheck.table import Column, LossTable
from tests.readers import _planted as planted
from tests.readers._found import read_run
from tests.readers._stores import mlflow_database

FORMATS = list(table_files.WRITERS)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
"""Any text: quotation marks, delimiters, line ends and NUL among it."""


@st.composite
def columns(draw: Any) -> dict[str, Column]:
    """Draw series with any floats as values; steps and times may be missing."""
    found = {}
    for name in draw(st.lists(NAMES, unique=True, min_size=1, max_size=4)):
        count = draw(st.integers(1, 8))
        floats = arrays.arrays(np.float64, count)
        steps = arrays.arrays(np.float64, count, elements=st.integers(0, 2**53).map(float))
        x = draw(st.one_of(steps, floats))
        time = draw(st.one_of(st.none(), floats))
        found[name] = Column(name, np.arange(count), x, draw(floats), time)
    return found


def written(table: LossTable, format_name: str) -> bytes:
    """Write a table into memory."""
    file = io.BytesIO()
    table_files.write(table, format_name, file)
    return file.getvalue()


def read_back(content: bytes) -> tuple[str, LossTable]:
    """Read what was written, through recognition as from standard input."""
    (source,) = discover("-", None, None, read_run, content)
    return source.format, planted.read_all(source)


def assert_same(expected: LossTable, found: LossTable) -> None:
    """Compare names, order, positions, times and values bit for bit."""
    assert list(expected.columns) == list(found.columns)
    for name, column in expected.columns.items():
        other = found.columns[name]
        assert planted.same_bits(column.x, other.x)
        assert planted.same_bits(column.value, other.value)
        unknown = np.full(len(column), math.nan)
        times = [unknown if each.time is None else each.time for each in (column, other)]
        assert planted.same_bits(*times)


@given(columns())
def test_the_long_form_in_memory_is_the_one_that_is_written(found: dict[str, Column]) -> None:
    """``LossTable.to_arrow`` holds row for row what Parquet does."""
    table = LossTable(found)
    stored = pyarrow.parquet.read_table(io.BytesIO(written(table, "parquet")))
    held = table.to_arrow().cast(stored.schema)
    for name in stored.column_names:
        assert [repr(cell) for cell in held[name].to_pylist()] == [
            repr(cell) for cell in stored[name].to_pylist()
        ]


@pytest.mark.parametrize("format_name", FORMATS)
@given(found=columns())
def test_writing_and_reading_back_changes_nothing(
    format_name: str, found: dict[str, Column]
) -> None:
    """Not a bit of a value or step; NaN and infinities stay, what is missing stays missing."""
    table = LossTable(found)
    assert_same(table, read_back(written(table, format_name))[1])


def test_a_time_that_is_not_known_is_an_empty_cell() -> None:
    """What was logged as NaN is told apart from what was not logged at all."""
    value = np.array([1.5, math.nan])
    times = np.array([math.nan, 0.5])
    table = LossTable(
        {"a": Column("a", np.arange(2), np.arange(2.0), value, times)}
        | {"b": Column("b", np.arange(1), np.arange(1.0), value[1:])}
    )
    rows = written(table, "csv").decode().splitlines()[1:]
    assert ['"a",0,,1.5', '"a",1,0.5,nan', '"b",0,,nan'] == rows


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_convert_writes_is_recognised(format_name: str) -> None:
    """By its contents alone, and under a name that another reader's word is in."""
    table = LossTable({"a": Column("a", np.arange(2), np.arange(2.0), np.array([1.0, math.nan]))})
    content = written(table, format_name)
    expected = "parquet" if format_name == "parquet" else "longtable"
    assert expected == read_back(content)[0]
    assert expected == readers.recognise(content, f"run.{format_name}")


@pytest.mark.parametrize("format_name", ["csv", "jsonl"])
def test_a_table_that_was_cut_or_edited_loses_those_rows_only(format_name: str) -> None:
    """Other spellings are understood, and what is no row is counted."""
    x = np.arange(3.0)
    table = LossTable({"a": Column("a", np.arange(3), x, np.array([1.5, 2.5, 3.5]))})
    lines = written(table, format_name).splitlines(keepends=True)
    odd = {
        "csv": b'"a",7,,1.#QNAN\n"b",x,1,2\n',
        "jsonl": b'{"series": "a", "step": 7, "value": "1.#QNAN"}\n[]\n',
    }
    content = b"".join([*lines[:-1], odd[format_name], lines[-1][:-4]])
    found = read_back(content)[1]
    assert planted.same_bits([1.5, 2.5, math.nan], found.columns["a"].value[:3])
    assert [0, 1, 7] == found.columns["a"].x.tolist()[:3]
    assert planted.codes(found)["foreign-lines"] >= 1


@pytest.mark.parametrize("format_name", ["csv", "jsonl"])
def test_no_cut_or_garbage_in_a_table_is_a_crash(format_name: str) -> None:
    """At every byte."""
    table = LossTable({"a": Column("a", np.arange(3), np.arange(3.0), np.array([1.5, 2.5, 3.5]))})
    whole = written(table, format_name)
    for end in range(1, len(whole)):
        for content in (whole[:end], whole[:end] + b'\xff"\0' + whole[end:]):
            source = Source("-", "longtable", (), content)
            planted.read_all(source)


def test_a_log_is_counted_as_an_analysis_would_count_it(tmp_path: Path) -> None:
    """By its step column, which is then no series of its own."""
    path = tmp_path / "run.csv"
    path.write_text("epoch,step,loss,val_loss\n0,10,3.5,\n0,20,nan,2.5\n1,30,1.5,\n")
    table = api.read(path)
    assert {"epoch", "loss", "val_loss"} == set(table.columns)
    assert [10, 20, 30] == table.columns["loss"].x.tolist()
    assert [20] == table.columns["val_loss"].x.tolist()


def convert(*arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command."""
    command = [sys.executable, "-m", "convcheck", "convert", *arguments]
    root = Path(__file__).resolve().parents[1]
    return subprocess.run(command, input=content, capture_output=True, cwd=root, check=False)


def test_the_command_reads_standard_input_and_writes_standard_output() -> None:
    """JSON lines in, JSON lines out; notes go to standard error."""
    content = b'{"step": 1, "loss": 2.5}\noops\n{"step": 2, "loss": NaN}\n{"step": 3, "loss": 1}\n'
    done = convert("-", "-o", "jsonl:-", content=content)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [2.5, "nan", 1.0] == [row["value"] for row in rows]
    assert [1, 2, 3] == [row["step"] for row in rows]
    assert b"skipped" in done.stderr
    assert 0 == done.returncode


def test_the_command_converts_one_run_and_says_which_there_are(tmp_path: Path) -> None:
    """A table holds one run; the hint names them."""
    runs = {"one": {"loss": [(0, 2.0), (1, 1.0)]}, "two": {"loss": [(0, 4.0)]}}
    path = mlflow_database(tmp_path / "m.db", runs)
    done = convert(str(path), "-o", "csv:-")
    assert 2 == done.returncode
    assert b"--run NAME: one, two" in done.stderr
    target = tmp_path / "two.parquet"
    assert 0 == convert(str(path), "--run", "tw*", "-o", str(target)).returncode
    assert [4.0] == api.read(target).columns["loss"].value.tolist()
