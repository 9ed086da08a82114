"""MLflow's database and folders: NaN and infinities are what they were when they were logged."""

from __future__ import annotations

import math
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.errors import NoObjective
from convcheck.model import Source
from tests.readers import _planted as planted
from tests.readers._mlflow_runs import LOSSES, source_of, sources
from tests.readers._stores import mlflow_database, mlflow_folder


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


@settings(max_examples=30)
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
