"""A run whose log is empty or damaged is told among its namesakes, and other files are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from convcheck.pipeline import analyze
from convcheck.settings import Settings

LOG = "step,loss\n" + "".join(f"{step},{1 / (step + 1):.4f}\n" for step in range(30))


def told(folder: Path, files: Mapping[str, str | bytes]) -> tuple[Sequence[str], Sequence[str]]:
    """Write the files below a folder; return the paths of the runs and of what is unreadable."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = analyze([str(folder)], Settings())
    below = [[str(Path(each.path).relative_to(folder)) for each in part]
             for part in (report.runs, report.unread)]  # fmt: skip
    return below[0], below[1]


@pytest.mark.parametrize("content", ["", "step,loss\n", b"\x00\xff\x17" * 999, "\n\n"])
@pytest.mark.parametrize("lost", ["b/log.csv", "b/deep/log.csv"])
def test_a_log_without_anything_is_told_beside_other_runs(
    tmp_path: Path, content: str | bytes, lost: str
) -> None:
    """A sweep in which a run broke down at once is not reported as whole."""
    files = {"a/log.csv": LOG, lost: content, "c/log.csv": LOG}
    assert told(tmp_path, files) == (["a", "c"], [lost])


def test_numbered_logs_in_one_folder_are_namesakes(tmp_path: Path) -> None:
    """``seed3.csv`` is missed beside ``seed1.csv`` and ``seed20.csv``."""
    files = {"seed1.csv": LOG, "seed3.csv": "", "seed20.csv": LOG}
    assert told(tmp_path, files) == (["seed1.csv", "seed20.csv"], ["seed3.csv"])


def test_a_single_run_that_can_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    """It keeps its own folder's name then."""
    assert told(tmp_path, {"a/log.csv": LOG, "b/log.csv": ""}) == (["a"], ["b/log.csv"])


def test_files_of_another_content_are_no_runs(tmp_path: Path) -> None:
    """Data, samples and a wrapper's words may have the name of a log."""
    files: dict[str, str | bytes] = {
        "runs/a/train.csv": LOG,
        "runs/b/train.csv": LOG,
        "runs/a/checkpoints/train.csv": "",
        "runs/train.csv": "",
        "data/train.csv": "image,label\n1,2\n3,4\n",
        "samples/train.csv": "once upon a time\n",
    }
    assert told(tmp_path, files) == (["runs/a", "runs/b"], [])


def test_other_files_without_a_run_are_left_alone(tmp_path: Path) -> None:
    """Notes, settings, empty output, and ranks that log nothing beside one that does."""
    files: dict[str, str | bytes] = {
        "a/log_rank0.csv": LOG,
        "a/log_rank1.csv": "",
        "a/notes.txt": "hello",
        "a/stderr.err": "",
        "b/config.json": "{}",
        "b/data.csv": "a,b\n1,x\n",
    }
    assert told(tmp_path, files) == (["."], [])
