"""From a path to the runs in it."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from convcheck.errors import (
    ConvcheckError,
    NoObjective,
    SourceNotFound,
    SourceUnreadable,
    UnknownFormat,
    UsageError,
)
from convcheck.readers import _compressed
from convcheck.readers._bytes import open_source
from convcheck.readers._discovery import discover
from tests.readers._found import count_objective, events, files_below, find, read_run, table

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="skipped: no shared data")


def test_a_file_is_one_run(tmp_path: Path) -> None:
    """Also beside siblings that would be preferred in its folder."""
    events(tmp_path, 50)
    file = table(tmp_path / "log.csv")
    (source,) = find(file)
    assert ("csv", (str(file),)) == (source.format, source.files)


def test_event_files_are_read_in_the_order_of_their_stamps(tmp_path: Path) -> None:
    """Not of the file system's times, which copying changes, nor of names of another length."""
    later, first = events(tmp_path, stamp=1_700_000_000), events(tmp_path, stamp=999_999_999)
    os.utime(later, (1, 1))
    (source,) = find(tmp_path)
    assert (str(first), str(later)) == source.files


def test_keras_siblings_are_one_run(tmp_path: Path) -> None:
    """Both splits under one tag, told apart by their folders."""
    train = events(tmp_path / "train", tag="epoch_loss")
    validation = events(tmp_path / "validation", tag="epoch_loss")
    (source,) = find(tmp_path)
    assert {str(train): "train", str(validation): "validation"} == source.splits
    assert 1 == len(find(tmp_path.parent / tmp_path.name / "train"))


@pytest.mark.parametrize("names", [("Loss_train", "Loss_val"), ("Loss/train", "Loss/val")])
def test_folders_of_add_scalars_belong_to_the_run(tmp_path: Path, names: tuple[str, str]) -> None:
    """The clients torch and tensorboardX open a folder for every key."""
    events(tmp_path, tag="lr")
    for name in names:
        events(tmp_path / name, tag="Loss")
    events(tmp_path / "1700000000.123", tag="hparam/metric")
    (source,) = find(tmp_path)
    folders = [os.path.dirname(file) for file in files_below(tmp_path, source)]
    assert ["", *names] == sorted(folders)


def test_folders_of_events_are_runs_in_path_order(tmp_path: Path) -> None:
    """Each is named by where it lies, and --run chooses among them."""
    for name in ("version_1", "version_0", "other/deep", ".hidden", "__pycache__"):
        events(tmp_path / name)
    names = [os.path.relpath(source.path, tmp_path) for source in find(tmp_path)]
    assert ["other/deep", "version_0", "version_1"] == names
    assert ["version_1"] == [os.path.basename(s.path) for s in find(tmp_path, run="*_1")]
    with pytest.raises(NoObjective, match="no run matches"):
        find(tmp_path, run="nothing")


@pytest.mark.parametrize(
    "names",
    [
        ("learn_error.tsv", "test_error.tsv"),
        ("my_train_log.csv", "my_val_log.csv"),
        ("train/loss.csv", "val/loss.csv"),
    ],
)
def test_files_of_two_splits_are_one_run(tmp_path: Path, names: tuple[str, str]) -> None:
    """Unless one of them is named directly: then it is just that file."""
    separator = "\t" if names[0].endswith("tsv") else ","
    train, validation = (table(tmp_path / name, header="iter,Logloss") for name in names)
    for file in (train, validation):
        file.write_text(file.read_text().replace(",", separator))
    (source,) = find(tmp_path)
    assert {str(train): "train", str(validation): "validation"} == source.splits
    (alone,) = find(train)
    assert ((str(train),), {}) == (alone.files, alone.splits)


def test_of_checkpoints_the_newest_counts(tmp_path: Path) -> None:
    """By number, not by name: the older ones hold the beginning of the same log."""
    for step in (50, 1_000, 200):
        history = [{"step": s, "loss": 1 / (s + 1), "epoch": s / 10} for s in range(step // 10)]
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "trainer_state.json").write_text(
            json.dumps({"global_step": step, "log_history": history}, indent=2)
        )
    (source,) = find(tmp_path)
    assert ["checkpoint-1000/trainer_state.json"] == files_below(tmp_path, source)


def test_loops_of_links_are_walked_once(tmp_path: Path) -> None:
    """Links up and links to what is found anyway, as wandb's latest-run."""
    events(tmp_path / "run-a")
    (tmp_path / "latest-run").symlink_to(tmp_path / "run-a")
    (tmp_path / "run-a" / "up").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    (source,) = find(tmp_path)
    assert ["run-a/events.out.tfevents.1700000000.host"] == files_below(tmp_path, source)


def test_tables_without_a_loss_are_no_runs_beside_runs(tmp_path: Path) -> None:
    """Settings and data lie about in every project."""
    table(tmp_path / "data" / "ages.csv", header="id,age")
    for name in ("a", "b"):
        events(tmp_path / name)
    assert ["tensorboard", "tensorboard"] == [source.format for source in find(tmp_path)]


def test_nothing_found_says_what_was_looked_at(tmp_path: Path) -> None:
    """The hint counts folders and refused files."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "notes.txt").write_text("no log at all\n")
    with pytest.raises(UnknownFormat) as caught:
        find(tmp_path)
    assert "2 folders and 1 file" in caught.value.hint


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
DEFECTS = [
    ("missing", None, SourceNotFound, ""),
    ("empty.csv", b"", SourceUnreadable, "nothing was logged"),
    ("events.out.tfevents.1.pointer", LFS, SourceUnreadable, "git lfs pull"),
    ("damaged.csv.gz", b"\x1f\x8b\x08\x00damaged", SourceUnreadable, ""),
    ("noise.bin", bytes(range(256)) * 9, UnknownFormat, "not tensorboard"),
]


@pytest.mark.parametrize(("name", "data", "error", "hint"), DEFECTS)
def test_what_cannot_be_read_says_why(
    name: str, data: bytes | None, error: type[ConvcheckError], hint: str, tmp_path: Path
) -> None:
    """A planned error with a hint, never a traceback."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error) as caught:
        find(tmp_path / name)
    assert hint in caught.value.hint


def test_a_pipe_on_disk_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    """Opening it could block for ever."""
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SourceUnreadable, match="no regular file"):
        find(tmp_path / "pipe.csv")


def test_an_unknown_format_is_a_usage_error(tmp_path: Path) -> None:
    """--from names a reader."""
    with pytest.raises(UsageError, match="no reader is called"):
        find(tmp_path, from_format="nonsense")


def test_standard_input_is_recognised_by_its_beginning() -> None:
    """Its content is held in memory."""
    data = b"step,loss\n1,0.5\n2,0.4\n"
    (source,) = discover("-", None, None, read_run, data)
    assert ("csv", data, ()) == (source.format, source.content, source.files)
    with pytest.raises(SourceUnreadable, match="empty"):
        discover("-", None, None, read_run, b"")


def test_compressed_event_files_are_read(tmp_path: Path) -> None:
    """Whole, and cut off: what was compressed before the cut is there."""
    file = events(tmp_path / "plain", 3_000)
    packed = tmp_path / "events.out.tfevents.1.host.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    (source,) = find(packed)
    assert 3_000 == count_objective(source)
    packed.write_bytes(packed.read_bytes()[:-2_000])
    assert 100 < (count_objective(source) or 0) < 3_000


def test_a_decompression_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Growth beyond what logs ever show is no log."""
    monkeypatch.setattr(_compressed, "GROWTH_FREE_BYTES", 1_000)
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(bytes(5_000_000)))
    with open_source(str(bomb)) as stream, pytest.raises(SourceUnreadable, match="suspiciously"):
        stream.read()


def truth() -> list[dict[str, Any]]:
    """Return the planted runs."""
    lines = (SHARED / "truth" / "truth.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.shared
@needs_shared
def test_every_planted_run_is_found_once() -> None:
    """However many clients logged it side by side; the best log has as many points as any."""
    for run in truth():
        folder = SHARED / "truth" / "runs" / run["id"]
        sources = find(folder)
        assert 1 == len(sources), folder
        best = count_objective(sources[0]) or 0
        named = [SHARED / "truth" / file["path"] for file in run["files"]]
        counts = [count_objective(source) or 0 for path in named for source in find(path)]
        assert best == max(counts), folder


@pytest.mark.shared
@needs_shared
def test_every_stranger_s_event_file_is_one_run() -> None:
    """Each by its own path."""
    for file in sorted((SHARED / "wild" / "tensorboard").iterdir()):
        assert [(str(file),)] == [source.files for source in find(file)]


def test_two_files_with_the_same_columns_are_two_runs(tmp_path: Path) -> None:
    """Seeds side by side are judged one by one, so that none hides behind another."""
    for seed in (1, 2):
        (tmp_path / f"seed{seed}.csv").write_text("step,loss\n0,2.0\n1,1.0\n2,0.5\n")
    found = find(tmp_path)
    assert ["seed1.csv", "seed2.csv"] == [Path(source.path).name for source in found]
