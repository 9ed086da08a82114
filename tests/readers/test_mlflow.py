"""MLflow's database and folders: NaN and infinities are what they were when they were logged."""

from __future__ import annotations

import math
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck import readers
from convcheck.errors import ConvcheckError, NoObjective
from convcheck.model import Source
from convcheck.readers import _long_rows
from convcheck.readers._bytes import head_of
from convcheck.readers._discovery import discover
from tests.readers import _planted as planted
from tests.readers._stores import mlflow_database, mlflow_folder

LOSSES = [(0, 1.0), (10, 0.1 + 0.2), (20, math.nan), (30, math.inf), (40, -math.inf), (50, 5e-324)]


def source_of(path: Path, run: str = "") -> Source:
    """Return a source of one file."""
    return Source(str(path), "mlflow", (str(path),), run=run)


def sources(path: Path, run: str | None = None) -> list[Source]:
    """Return the runs that are found under a path."""
    return discover(str(path), None, run, lambda _: 1)


def test_nan_and_infinity_are_told_from_zero_and_large_numbers(tmp_path: Path) -> None:
    """The database holds 0 with a flag for NaN, and the largest float for infinity."""
    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    table = planted.read_all(source_of(path))
    column = table.columns["loss"]
    assert planted.same_bits([value for _, value in LOSSES], column.value)
    assert [step for step, _ in LOSSES] == column.x.tolist()
    assert column.time is not None
    assert [step for step, _ in LOSSES] == column.time.tolist()
    assert {"stored-infinity": 2} == planted.codes(table)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**53), st.floats()), min_size=1, max_size=20))
def test_rows_are_ordered_by_step_and_no_value_is_lost(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[int, float]]
) -> None:
    """The database keeps rows in no order."""
    path = mlflow_database(tmp_path_factory.mktemp("db") / "m.db", {"a": {"loss": points}})
    column = planted.read_all(source_of(path)).columns["loss"]
    expected = sorted(points, key=lambda point: point[0])
    largest = 1.7976931348623157e308
    values = [math.copysign(math.inf, v) if abs(v) == largest else v for _, v in expected]
    assert [step for step, _ in expected] == column.x.tolist()
    assert planted.same_bits(values, column.value) or 0.0 in column.value  # SQLite has no -0.0


def test_several_runs_are_several_sources(tmp_path: Path) -> None:
    """In the order in which they began, without deleted ones; a name twice gets its key too."""
    metrics = {"loss": LOSSES}
    path = mlflow_database(
        tmp_path / "m.db", {"one": metrics, "-gone": metrics, "two": {}, "x?*'": metrics}
    )
    assert ["one", "x?*'"] == [source.run for source in sources(path)]
    assert ["one"] == [source.run for source in sources(tmp_path, "o*")]
    with pytest.raises(NoObjective, match="no run matches"):
        sources(path, "gone")


def test_names_from_the_database_are_never_part_of_a_query(tmp_path: Path) -> None:
    """A run or metric may be called anything."""
    evil = "a'; DROP TABLE metrics; --"
    path = mlflow_database(tmp_path / "m.db", {evil: {evil: LOSSES}, "b": {"loss": LOSSES}})
    before = path.read_bytes()
    (source,) = [source for source in sources(path) if source.run == evil]
    assert len(LOSSES) == len(planted.read_all(source).columns[evil])
    assert before == path.read_bytes()


def test_a_database_with_a_log_beside_it_is_read_with_it(tmp_path: Path) -> None:
    """Rows that are not in the main file yet count; nothing is left in the folder afterwards."""
    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("INSERT INTO metrics VALUES ('loss', 7.0, 0, 'id0', 60, 0)")
    writer.commit()
    assert 7.0 == planted.read_all(sources(path)[0]).columns["loss"].value[-1]
    writer.close()
    assert 7.0 == planted.read_all(sources(path)[0]).columns["loss"].value[-1]
    assert ["m.db"] == [each.name for each in tmp_path.iterdir()]


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


@pytest.mark.parametrize("name", ["a link.db", "100%?mode=rwc#.db"])
def test_odd_names_and_links_are_opened(tmp_path: Path, name: str) -> None:
    """A path is no part of the address's options."""
    target = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    (tmp_path / name).symlink_to(target)
    assert ["a"] == [source.run for source in sources(tmp_path / name)]


def test_a_database_is_read_from_standard_input_and_compressed(tmp_path: Path) -> None:
    """In memory, its write-ahead mode included."""
    import gzip

    path = mlflow_database(tmp_path / "m.db", {"a": {"loss": LOSSES}})
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    piped = Source("-", "mlflow", (), path.read_bytes())
    assert len(LOSSES) == len(planted.read_all(piped).columns["loss"])
    packed = tmp_path / "m.db.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert len(LOSSES) == len(planted.read_all(sources(packed)[0]).columns["loss"])


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


def test_the_folder_of_a_run_is_read_with_its_nested_metrics(tmp_path: Path) -> None:
    """Found below `mlruns`, named as the run is; other files of it are no logs."""
    metrics = {"train/loss": LOSSES, "lr": [(0, 0.5)]}
    run = mlflow_folder(tmp_path / "mlruns" / "0" / "abc", "brave-owl-1", metrics)
    (run / "params").mkdir()
    (run / "params" / "table.csv").write_text("step,loss\n1,2\n2,1\n")
    gone = mlflow_folder(tmp_path / "mlruns" / "0" / "gone", "gone", metrics)
    (gone / "meta.yaml").write_text("lifecycle_stage: deleted\n")
    for path in (tmp_path, run, run / "metrics"):
        (source,) = sources(path)
        assert "brave-owl-1" == source.run
        table = planted.read_all(source)
        assert planted.same_bits([v for _, v in LOSSES], table.columns["train/loss"].value)
        assert {"train/loss", "lr"} == set(table.columns)
    (source,) = sources(run / "metrics" / "train" / "loss")
    assert {"train/loss"} == set(planted.read_all(source).columns)


def test_a_metric_file_that_is_cut_or_soiled_loses_those_lines_only(tmp_path: Path) -> None:
    """A line without its end may lack digits."""
    lines = ["1700000000000 2.5 0", "", "Traceback", "1700000000001 nan 1 data 0123", "17 1.5 2x"]
    path = tmp_path / "loss"
    path.write_text("\n".join([*lines, "1700000000002 1.5 1"]))
    table = planted.read_all(source_of(path))
    assert planted.same_bits([2.5, math.nan], table.columns["loss"].value)
    assert {"foreign-lines": 2, "truncated-log": 1} == planted.codes(table)


@pytest.mark.shared
@pytest.mark.parametrize("path", planted.files("wild/mlflow/*"))
def test_single_files_of_strangers_are_recognised(path: Path) -> None:
    """They have no suffix."""
    (source,) = sources(path)
    assert "mlflow" == source.format
    assert [1] == [len(column) for column in planted.read_all(source).columns.values()]


@pytest.mark.shared
@pytest.mark.parametrize("path", planted.files("loggers/mlflow/mlflow.db"))
def test_a_database_of_the_real_client(path: Path) -> None:
    """Its schema lies beyond the first bytes."""
    (source,) = sources(path)
    columns = planted.read_all(source).columns
    assert planted.same_bits([1.0, 0.5, math.nan, math.inf], columns["train_loss"].value)
    assert ([10.0], [0.7]) == (columns["val/loss"].x.tolist(), columns["val/loss"].value.tolist())


@pytest.mark.clients
@pytest.mark.parametrize("store", ["sqlite", "file"])
def test_runs_of_the_real_client_are_read_value_for_value(
    tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the client's own history of each metric, its largest float read as infinity."""
    mlflow = pytest.importorskip("mlflow")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "1")
    where = f"sqlite:///{tmp_path}/m.db" if store == "sqlite" else (tmp_path / "mlruns").as_uri()
    client = mlflow.MlflowClient(where)
    experiment = client.create_experiment("e", artifact_location=str(tmp_path / "artifacts"))
    expected = {}
    for name in ("one", "two"):
        run = client.create_run(experiment, run_name=name).info.run_id
        for place, (step, value) in enumerate(LOSSES):
            client.log_metric(run, "train/loss", value, 1_700_000_000_000 + place, step)
            client.log_metric(run, "again", value, 1_700_000_000_000 + place, step % 3)
        for metric in ("train/loss", "again"):
            found = client.get_metric_history(run, metric)
            expected[name, metric] = sorted((each.step, str(each.value)) for each in found)
    shutil.rmtree(tmp_path / "artifacts", ignore_errors=True)
    for source in sources(tmp_path):
        for name, column in planted.read_all(source).columns.items():
            shown = [
                str(value).replace("inf", "1.7976931348623157e+308")
                for value in column.value.tolist()
            ]
            steps = map(int, column.x.tolist())
            known = [
                (s, v.replace("inf", "1.7976931348623157e+308"))
                for s, v in expected.pop((source.run, name))
            ]
            assert sorted(known) == sorted(zip(steps, shown, strict=True))
    assert {} == expected
