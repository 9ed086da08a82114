"""Remote paths: read like local ones, refused in words."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.fs
import pytest

from convcheck.errors import SourceNotFound, SourceUnreadable
from convcheck.readers import _remote
from convcheck.readers._discovery import discover
from convcheck.table import LossTable
from tests.readers import _event_bytes as event_bytes
from tests.readers import _planted as planted
from tests.readers._found import read_run
from tests.readers._stores import history, mlflow_database, wandb_log

CSV = b"step,loss\n" + b"".join(b"%d,%d.5\n" % (i, 90 - i) for i in range(90))


def fill(folder: Path) -> None:
    """Put logs of several kinds into a folder."""
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    (folder / "a" / "run.csv").write_bytes(CSV)
    (folder / "b" / "run.csv.gz").write_bytes(gzip.compress(CSV))
    mlflow_database(folder / "m.db", {"one": {"loss": [(0, 2.5), (1, 1.5)]}})
    (folder / "run-x.wandb").write_bytes(wandb_log([history(0, {"loss": "2.5"})]))
    event_bytes.write(
        folder / "e" / "events.out.tfevents.1",
        [event_bytes.VERSION, event_bytes.event([event_bytes.simple("loss", 2.5)], 1)],
    )
    (folder / "empty.csv").write_bytes(b"")


def check(top: str) -> None:
    """Read all that ``fill`` wrote from a remote folder."""
    for name in ("a/run.csv", "b/run.csv.gz"):
        assert 90.5 == _read(f"{top}/{name}").columns["loss"].value[0]
        assert 90 == len(_read(f"{top}/{name}").columns["loss"])
    assert [2.5, 1.5] == _read(f"{top}/m.db").columns["loss"].value.tolist()
    event_file = f"{top}/e/events.out.tfevents.1"
    assert [2.5] == _read(event_file).columns["loss"].value.tolist()
    assert [2.5] == _read(f"{top}/run-x.wandb").columns["loss"].value.tolist()
    found = discover(top, None, None, read_run)
    assert {f"{top}/a", f"{top}/b", f"{top}/e"} < {source.path for source in found}
    with pytest.raises(SourceNotFound, match="nothing at"):
        _read(f"{top}/missing.csv")
    with pytest.raises(SourceUnreadable, match="is empty"):
        _read(f"{top}/empty.csv")


def _read(path: str) -> LossTable:
    (source,) = discover(path, None, None, read_run)
    assert path == source.path
    return planted.read_all(source)


def test_a_remote_folder_is_read_like_a_local_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pyarrow's own file system in the service's place."""
    fill(tmp_path)

    def opened(path: str) -> tuple[Any, str]:
        return pyarrow.fs.LocalFileSystem(), path.replace("s3://bucket", str(tmp_path))

    monkeypatch.setattr(_remote, "_opened", opened)
    check("s3://bucket")


@pytest.mark.parametrize(
    ("path", "remote"),
    [("s3://b/c", True), ("hf://datasets/a/b", True), ("abfs://c@a/x", True), ("gs://b", True),
     ("s3:/b", False), ("./s3://b", False), ("C:\\logs", False), ("file:///tmp", False)],
)  # fmt: skip
def test_only_the_schemes_of_services_are_remote(path: str, remote: bool) -> None:
    """Everything else is a local path."""
    assert remote == _remote.is_remote(path)


def test_what_a_file_system_complains_about_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing libraries and credentials too."""

    def opened(path: str) -> tuple[Any, str]:
        raise ImportError(f"no library for {path}\nmore of that")

    monkeypatch.setattr(_remote, "_opened", opened)
    with pytest.raises(SourceUnreadable, match=r"no library for hf://a/b$") as raised:
        discover("hf://a/b", None, None, read_run)
    assert "environment" in raised.value.hint


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Start a server that speaks S3 on this machine, and make a bucket there."""
    server_module = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")
    server = server_module.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for key, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "*",
    }.items():
        monkeypatch.setenv(key, value)
    boto3.client("s3").create_bucket(Bucket="logs")
    yield "logs"
    server.stop()


@pytest.mark.clients
def test_logs_are_read_from_a_server_that_speaks_s3(tmp_path: Path, bucket: str) -> None:
    """One started by this test."""
    boto3 = pytest.importorskip("boto3")
    fill(tmp_path)
    client = boto3.client("s3")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            client.upload_file(str(path), bucket, f"runs/{path.relative_to(tmp_path)}")
    check(f"s3://{bucket}/runs")
