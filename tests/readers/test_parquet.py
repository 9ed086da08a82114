"""Parquet and Arrow files, wide and long, against pandas and value for value."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import readers
from convcheck.errors import ConvcheckError, SourceUnreadable
from convcheck.model import Source
from convcheck.readers import HEAD_BYTES, _arrow_file
from convcheck.readers._discovery import discover
from convcheck.table import Wanted
from tests.readers import _planted as planted
from tests.readers._found import read_run

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["parquet", "feather", "file.arrow", "stream.arrow"]


def written(table: Any, path: Path, kind: str = "parquet") -> Source:
    """Write a table in one of the forms and return the source that is found there."""
    file = path / f"run.{kind}"
    if kind == "parquet":
        pyarrow.parquet.write_table(table, file)
    elif kind == "feather":
        pyarrow.feather.write_feather(table, str(file), compression="zstd")
    else:
        new = pa.ipc.new_file if kind == "file.arrow" else pa.ipc.new_stream
        with new(str(file), table.schema) as writer:
            writer.write_table(table, max_chunksize=2)
    (source,) = discover(str(file), None, None, read_run)
    return source


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_recognised_and_read(tmp_path: Path, kind: str) -> None:
    """Absent cells are no rows, logged NaN is; the position may be carried forward."""
    table = pa.table(
        {
            "step": pa.array([1, 2, None, 4], pa.int64()),
            "loss": [0.1 + 0.2, None, math.nan, -math.inf],
            "half": pa.array([0.1, None, 2, 3], pa.float32()),
        }
    )
    source = written(table, tmp_path, kind)
    assert "parquet" == source.format
    assert ([1, 2, 4], 3) == _read(source, "loss", [0.1 + 0.2, math.nan, -math.inf])
    assert ([1, 2, 4], 3) == _read(source, "half", [0.10000000149011612, 2, 3])


def _read(source: Source, name: str, expected: list[float]) -> tuple[list[float], int]:
    """Check the values of a column; return its positions and its length."""
    x, value = planted.read_one(source, name, "step")
    assert planted.same_bits(expected, value)
    return x, len(value)


def test_types_are_taken_for_what_they_mean(tmp_path: Path) -> None:
    """Texts that hold numbers are numbers; truth values and lists are not."""
    from datetime import datetime, timedelta
    from decimal import Decimal

    start = datetime(2026, 1, 1)
    table = pa.table(
        {
            "timestamp": [start, start + timedelta(seconds=1.5)],
            "text": ["nan", "1e-3"],
            "coded": pa.array(["0.5", "inf"]).dictionary_encode(),
            "words": ["a", "b"],
            "exact": [Decimal("0.25"), Decimal("0.50")],
            "flag": [True, False],
            "list": [[1], [2]],
            "same": [1, 2],
        }
    )
    table = table.append_column("same", pa.array([3, 4]))
    source = written(table, tmp_path)
    catalog, found = planted.survey(source), planted.read_all(source)
    numeric = {entry.name for entry in catalog.entries if entry.numeric}
    assert {"timestamp", "text", "coded", "exact"} == numeric
    assert planted.same_bits([math.nan, 1e-3], found.columns["text"].value)
    assert planted.same_bits([0.5, math.inf], found.columns["coded"].value)
    assert planted.same_bits([0.25, 0.5], found.columns["exact"].value)
    time = found.columns["exact"].time
    assert time is not None
    assert [0, 1.5] == time.tolist()
    assert {"columns-ignored": 4} == planted.codes(catalog)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["train/loss", "val", ""]),
            st.one_of(st.none(), st.integers(0, 2**53).map(float)),
            st.one_of(st.none(), st.floats()),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_long_tables_are_series_with_steps_of_their_own(
    rows: list[tuple[str, float | None, float | None]],
) -> None:
    """Whatever the order of the rows; a row without a value is none."""
    names, steps, values = zip(*rows, strict=True)
    table = pa.table(
        {
            "series": pa.array(names, pa.string()),
            "step": pa.array(steps, pa.float64()),
            "value": pa.array(values, pa.float64()),
        }
    )
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    source = Source("-", "parquet", (), sink.getvalue().to_pybytes())
    catalog = planted.survey(source)
    assert catalog.intrinsic_axis
    found = planted.read_all(source).columns
    for name in set(names):
        expected = [(s, v) for n, s, v in rows if n == name and v is not None]
        if not expected:
            assert name not in found
            continue
        assert planted.same_bits([value for _, value in expected], found[name].value)
        steps_ = [math.nan if step is None else step for step, _ in expected]
        assert planted.same_bits(steps_, found[name].x)


def test_a_column_of_run_names_makes_several_runs(tmp_path: Path) -> None:
    """In the order of the table."""
    table = pa.table({"run": ["b", "a", "b"], "step": [1, 1, 2], "loss": [3.0, 2.0, 1.0]})
    pyarrow.parquet.write_table(table, tmp_path / "runs.parquet")
    found = discover(str(tmp_path), None, None, read_run)
    assert ["b", "a"] == [source.run for source in found]
    assert ([1, 2], [3, 1]) == planted.read_one(found[0], "loss", "step")
    assert ([1], [2]) == planted.read_one(found[1], "loss", "step")


def test_large_tables_are_read_in_batches(tmp_path: Path) -> None:
    """The survey sees their beginning and says so; reading sees all of it."""
    import numpy as np

    values = np.arange(700_000) / 7
    table = pa.table({"step": np.arange(700_000), **{f"m{i}": values for i in range(8)}})
    source = written(table, tmp_path)
    catalog = planted.survey(source)
    assert not catalog.complete
    assert catalog.entries[1].count is None
    column = readers.get("parquet").read(source, [Wanted("m3", "step")]).columns["m3"]
    assert planted.same_bits(values, column.value)


def test_rows_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One value over and over takes no room in the file, but it would in memory."""
    monkeypatch.setattr(_arrow_file, "GROWTH_FREE_BYTES", 1 << 20)
    source = written(pa.table({"loss": pa.nulls(3_000_000, pa.float64()).fill_null(0.0)}), tmp_path)
    with pytest.raises(SourceUnreadable, match="grows suspiciously"):
        planted.read_all(source)


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_damage_is_an_error_of_ours(kind: str) -> None:
    """Cut and flipped at every few bytes; a value may change where there is no checksum."""
    table = pa.table({"step": [1, 2], "loss": [2.0, 1.0], "text": ["one", "two"]})
    table = table.append_column("coded", table.column("text").dictionary_encode())
    sink = pa.BufferOutputStream()
    if kind == "parquet":
        pyarrow.parquet.write_table(table, sink)
    else:
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    whole = sink.getvalue().to_pybytes()
    spoiled = [whole[:end] for end in range(0, len(whole), 5)]
    places = range(0, len(whole), 3)
    spoiled += [whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :] for at in places]
    refused = 0
    for content in spoiled:
        readers.get("parquet").recognise(content[:HEAD_BYTES], "run.parquet")
        try:
            planted.read_all(Source("-", "parquet", (), content))
        except ConvcheckError:
            refused += 1
    assert refused > len(whole) // 20


@pytest.mark.shared
@pytest.mark.parametrize("path", planted.files("loggers/trackio/*.parquet"))
def test_values_are_those_that_pandas_reads(path: Path) -> None:
    """Value for value."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(path)
    (source,) = discover(str(path), None, None, read_run)
    for name, column in planted.read_all(source).columns.items():
        assert planted.same_bits(frame[name].to_numpy(float), column.value)


def test_pandas_is_not_imported(tmp_path: Path) -> None:
    """Where it is installed, many calls of pyarrow import it behind one's back."""
    table = pa.table({"run": ["a", "a"], "step": [1, 2], "loss": [1.0, None], "t": ["1", "x"]})
    pyarrow.parquet.write_table(table, tmp_path / "run.parquet")
    (tmp_path / "pandas.py").write_text("raise SystemExit('pandas was imported')")
    program = (
        "import convcheck.api as api, convcheck.table_files as files, io\n"
        f"table = api.read({str(tmp_path / 'run.parquet')!r})\n"
        "assert 'loss' in table.columns\n"
        "for name in files.WRITERS: files.write(table, name, io.BytesIO())\n"
    )
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
