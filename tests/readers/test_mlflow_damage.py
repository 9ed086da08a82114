"""MLflow's stores, locked, damaged or hostile: a planned error or a note, and nothing worse."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pytest

from convcheck import readers
from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.readers import _long_rows
from convcheck.readers._bytes import head_of
from tests.readers import _planted as planted
from tests.readers._mlflow_runs import LOSSES, source_of, sources
from tests.readers._stores import mlflow_database


def test_names_from_the_database_are_never_part_of_a_query(tmp_path: Path) -> None:
    """A run or metric may be called anything."""
    evil = "a'; DROP TABLE metrics; --"
    path = mlflow_database(tmp_path / "m.db", {evil: {evil: LOSSES}, "b": {"loss": LOSSES}})
    before = path.read_bytes()
    (source,) = [source for source in sources(path) if source.run == evil]
    assert len(LOSSES) == len(planted.read_all(source).columns[evil])
    assert before == path.read_bytes()


def test_a_locked_database_is_read_and_that_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that hangs must not make the reader hang."""
    monkeypatch.setattr("convcheck.readers._database.LOCK_SECONDS", 0.05)
    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    writer = sqlite3.connect(path)
    writer.execute("BEGIN EXCLUSIVE")
    table = planted.read_all(source_of(path))
    writer.close()
    assert len(LOSSES) == len(table.columns["loss"])
    assert "unlocked-database" in planted.codes(table)


def test_another_database_is_refused(tmp_path: Path) -> None:
    """By every reader, with a reason."""
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE metrics (loss)")
    connection.close()
    head = head_of(str(tmp_path / "other.db"))
    for name in ("mlflow", "trackio"):
        assert "without the tables" in str(readers.get(name).recognise(head, "other.db"))
    with pytest.raises(ConvcheckError, match="no metrics of MLflow"):
        planted.survey(source_of(tmp_path / "other.db"))


def test_a_view_in_a_tables_place_is_not_run(tmp_path: Path) -> None:
    """It could count for ever."""
    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TABLE metrics; CREATE VIEW metrics (key, value, timestamp, run_uuid, step, is_nan)"
        " AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT 'loss', i, i, 'id0', i, 0 FROM n"
    )
    connection.close()
    with pytest.raises(ConvcheckError):
        planted.survey(source_of(path))


def test_a_query_that_does_not_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of a damaged database may lead in circles; what was read until then is kept."""
    points = [(step, 1.0) for step in range(5000)]
    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": points}})
    for name in ("INSTRUCTIONS_FREE", "INSTRUCTIONS_PER_BYTE"):
        monkeypatch.setattr(f"convcheck.readers._database.{name}", 0)
    monkeypatch.setattr("convcheck.readers._database.INSTRUCTIONS_AT_ONCE", 20_000)
    table = planted.read_all(source_of(path))
    assert 0 < len(table.columns["loss"]) < 5000
    assert 1 == planted.codes(table)["damaged-database"]


def test_cells_of_other_types_are_noted(tmp_path: Path) -> None:
    """SQLite stores anything anywhere."""
    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("INSERT INTO metrics VALUES ('loss', x'ff', 0, 'id0', 60, 0)")
        connection.execute("INSERT INTO metrics VALUES (x'ff', 1, 'soon', 'id0', 'two', 0)")
        connection.execute("INSERT INTO metrics VALUES ('loss', '0.5', 'soon', 'id0', '70', 0)")
    connection.close()
    table = planted.read_all(source_of(path))
    assert 0.5 == table.columns["loss"].value[-1]
    assert 2 == sum(note.code == "not-a-number" for note in planted.survey(source_of(path)).notes)


def test_no_flipped_or_missing_byte_of_a_database_is_more_than_an_error_of_ours(
    tmp_path: Path,
) -> None:
    """Or a note, or a wrong value: the format has no checksums."""
    whole = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}}).read_bytes()
    spoiled = [
        whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :]
        for at in range(len(whole))
        for flip in (0x81,)
    ]
    spoiled += [whole[:end] for end in range(0, len(whole), 7)]
    read = 0
    for content in spoiled:
        try:
            planted.read_all(Source("-", "mlflow", (), content))
            read += 1
        except ConvcheckError:
            continue
    assert read > len(whole) // 2


def test_metrics_beyond_all_measure_are_left_out_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of names cannot grow for ever; what was logged first is kept."""
    monkeypatch.setattr(_long_rows, "MAX_SERIES", 3)
    metrics = {f"m{place}": [(step, 0.5) for step in range(4)] for place in range(5)}
    database = mlflow_database(tmp_path / "mlflow.db", {"run": metrics})
    catalog = planted.survey(source_of(database))
    assert ["m0", "m1", "m2"] == [entry.name for entry in catalog.entries]
    assert {"too-many-columns": 8} == planted.codes(catalog)


def test_a_metric_file_that_is_cut_or_soiled_loses_those_lines_only(tmp_path: Path) -> None:
    """A line without its end may lack digits."""
    lines = ["1700000000000 2.5 0", "", "Traceback", "1700000000001 nan 1 data 0123", "17 1.5 2x"]
    path = tmp_path / "loss"
    path.write_text("\n".join([*lines, "1700000000002 1.5 1"]))
    table = planted.read_all(source_of(path))
    assert planted.same_bits([2.5, math.nan], table.columns["loss"].value)
    assert {"foreign-lines": 2, "truncated-log": 1} == planted.codes(table)
