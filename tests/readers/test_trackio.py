"""trackio's database and its Parquet export: the same runs, each counted once."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.readers._discovery import discover
from tests.readers import _planted as planted
from tests.readers._found import read_run
from tests.readers._stores import trackio_database

RECORDS: list[dict[str, Any]] = [
    {"train/loss": 1.0, "n": {"a": 0.5}},
    {"train/loss": "NaN"},
    {"train/loss": "Infinity"},
    {"train/loss": "-Infinity", "text": "x", "list": [1]},
    {"train/loss": 0.1 + 0.2, "empty": None},
]
LOSSES = [1.0, math.nan, math.inf, -math.inf, 0.1 + 0.2]
STEPS = [0, 10, 20, 30, 40]


def sources(path: Path, run: str | None = None) -> list[Source]:
    """Return the runs that are found under a path; each has as many points as the other."""
    return discover(str(path), None, run, read_run)


def test_values_have_their_step_and_the_time_of_their_record(tmp_path: Path) -> None:
    """NaN and infinities are texts; what is missing is no row."""
    path = trackio_database(tmp_path / "p.db", {"r": RECORDS})
    (source,) = sources(path)
    catalog, table = planted.survey(source), planted.read_all(source)
    column = table.columns["train/loss"]
    assert ("trackio", "trackio", "r") == (source.format, catalog.logger, source.run)
    assert planted.same_bits(LOSSES, column.value)
    assert planted.same_bits(STEPS, column.x)
    assert column.time is not None
    assert [0, 1, 2, 3, 4] == column.time.tolist()
    assert [0.5] == table.columns["n/a"].value.tolist()
    assert {"lists-ignored": 1} == planted.codes(table)


def test_runs_of_a_database_are_told_apart(tmp_path: Path) -> None:
    """By name; older versions had no other key."""
    path = trackio_database(tmp_path / "p.db", {"b": RECORDS, "a'--": RECORDS[:2]})
    assert ["b", "a'--"] == [source.run for source in sources(path)]
    (second,) = sources(tmp_path, "a*")
    assert 2 == len(planted.read_all(second).columns["train/loss"])
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("ALTER TABLE metrics DROP COLUMN run_id")
    connection.close()
    assert ["b", "a'--"] == [source.run for source in sources(path)]


def test_a_row_that_is_no_json_costs_that_row(tmp_path: Path) -> None:
    """And it is counted."""
    path = trackio_database(tmp_path / "p.db", {"r": RECORDS})
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE metrics SET metrics = '{\"train/loss\": 1' WHERE step = 10")
        connection.execute("UPDATE metrics SET timestamp = 'now' WHERE step = 20")
    connection.close()
    table = planted.read_all(sources(path)[0])
    assert [0, 20, 30, 40] == table.columns["train/loss"].x.tolist()
    assert 1 == planted.codes(table)["foreign-lines"]


def test_a_database_that_is_still_in_its_write_ahead_log_is_recognised(tmp_path: Path) -> None:
    """The main file holds no table yet."""
    path = tmp_path / "p.db"
    made = trackio_database(tmp_path / "made.db", {"r": RECORDS})
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    with sqlite3.connect(made) as other:
        writer.executescript("".join(line for line in other.iterdump() if "sqlite_" not in line))
    other.close()
    assert path.stat().st_size <= 4096
    assert ["r"] == [source.run for source in sources(path)]
    writer.close()


def test_no_flipped_byte_is_more_than_an_error_of_ours(tmp_path: Path) -> None:
    """Or a note, or another value: the format has no checksums."""
    whole = trackio_database(tmp_path / "p.db", {"r": RECORDS}).read_bytes()
    read = 0
    for at in range(0, len(whole), 2):
        content = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            planted.read_all(Source("-", "trackio", (), content))
            read += 1
        except ConvcheckError:
            continue
    assert read > len(whole) // 4


@pytest.mark.shared
@pytest.mark.parametrize("folder", planted.files("loggers/trackio"))
def test_database_and_export_of_the_real_client_agree(folder: Path) -> None:
    """Together in a folder they are one run."""
    tables = [planted.read_all(sources(folder / name)[0]) for name in ("p.db", "p.parquet")]
    for table in tables:
        assert planted.same_bits([1.0, math.nan, math.inf], table.columns["train/loss"].value)
        assert [0, 10, 20] == table.columns["train/loss"].x.tolist()
    times = [table.columns["val_loss"].time for table in tables]
    assert times[0] is not None
    assert times[1] is not None
    assert planted.same_bits(times[0], times[1])
    assert ["r"] == [source.run for source in sources(folder)]


@pytest.mark.clients
def test_runs_of_the_real_client_are_read_value_for_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against its own API, from the database and from its Parquet export, each run once."""
    monkeypatch.setenv("TRACKIO_DIR", str(tmp_path))
    trackio = pytest.importorskip("trackio")
    storage = pytest.importorskip("trackio.sqlite_storage").SQLiteStorage
    for name in ("one", "two"):
        trackio.init(project="p", name=name)
        for step, value in zip(STEPS, LOSSES, strict=True):
            trackio.log({"train/loss": value}, step=step)
        trackio.finish()
    storage._dataset_import_attempted = True
    storage.export_to_parquet()
    assert ["one", "two"] == [source.run for source in sources(tmp_path)]
    for path in (tmp_path / "p.db", tmp_path / "p.parquet"):
        for source in sources(path):
            logged = storage.get_logs("p", source.run)
            column = planted.read_all(source).columns["train/loss"]
            assert planted.same_bits([row["train/loss"] for row in logged], column.value)
            assert [row["step"] for row in logged] == column.x.tolist()
