"""Compressed logs are read like plain ones; those that grow without end are refused."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from convcheck.errors import ConvcheckError, SourceUnreadable, UnknownFormat
from convcheck.readers import _compressed
from convcheck.readers._discovery import discover
from tests.readers import _planted as planted
from tests.readers._found import read_run


def zstd(content: bytes) -> bytes:
    """Compress with zstd."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(content)
    return bytes(sink.getvalue().to_pybytes())


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
}
LOGS = {
    "run.csv": b"step,loss\n" + b"".join(b"%d,%d.5\n" % (i, 900 - i) for i in range(900)),
    "run.jsonl": b"".join(b'{"step": %d, "loss": %d.5}\n' % (i, 900 - i) for i in range(900)),
    "run.log": b"".join(b"iter %d: loss %d.5, time 1ms\n" % (i, 900 - i) for i in range(900)),
    "state.json": b'{"log_history": [%s]}'
    % b",".join(b'{"step": %d, "loss": %d.5}' % (i, 900 - i) for i in range(900)),
}


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("name", LOGS)
def test_a_compressed_log_is_read_like_the_plain_one(
    tmp_path: Path, name: str, suffix: str
) -> None:
    """Whatever its name says; also found in a folder."""
    (tmp_path / name).write_bytes(LOGS[name])
    packed = tmp_path / "folder" / f"{name}.{suffix}"
    packed.parent.mkdir()
    packed.write_bytes(PACKERS[suffix](LOGS[name]))
    (plain,) = discover(str(tmp_path / name), None, None, read_run)
    for path in (packed, packed.parent):
        (source,) = discover(str(path), None, None, read_run)
        assert plain.format == source.format
        assert planted.same_bits(
            planted.read_all(plain).columns["loss"].value,
            planted.read_all(source).columns["loss"].value,
        )


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_log_that_is_cut_or_damaged_is_no_crash(tmp_path: Path, suffix: str) -> None:
    """What came before the cut is read, as of a live log."""
    whole = PACKERS[suffix](LOGS["run.csv"])
    path = tmp_path / f"run.csv.{suffix}"
    read = 0
    for end in range(1, len(whole), 41):
        for content in (whole[:end], whole[:end] + b"\xaa" + whole[end + 1 :]):
            path.write_bytes(content)
            try:
                (source,) = discover(str(path), None, None, read_run)
                columns = planted.read_all(source).columns
            except ConvcheckError:
                continue
            read += len(columns.get("loss", ()))
    assert read or suffix in ("bz2", "zst")  # these have one block here, and give it whole


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_refused(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before it has filled the disk or the memory."""
    monkeypatch.setattr(_compressed, "GROWTH_FREE_BYTES", 1 << 20)
    path = tmp_path / f"run.csv.{suffix}"
    path.write_bytes(PACKERS[suffix](b"step,loss\n" + b"1,2\n" * (3 << 20)))
    (source,) = discover(str(path), None, None, read_run)
    with pytest.raises(SourceUnreadable, match="grows suspiciously"):
        planted.read_all(source)


def test_an_archive_of_files_is_to_be_unpacked(tmp_path: Path) -> None:
    """Compressed or not: its first bytes would be taken for the beginning of a log."""
    log = tmp_path / "log.csv"
    log.write_text("step,loss\n1,3\n2,2\n3,1\n")
    with tarfile.open(tmp_path / "logs.tar.gz", "w:gz") as packed:
        packed.add(log, "log.csv")
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as zipped:
        zipped.write(log, "log.csv")
    for name in ("logs.tar.gz", "logs.zip"):
        with pytest.raises(UnknownFormat, match="is an archive of files"):
            discover(str(tmp_path / name), None, None, read_run)
    (source,) = discover(str(tmp_path), None, None, read_run)
    assert (str(log),) == source.files
