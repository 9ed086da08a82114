"""Of several logs of one run one is taken, and the others are named."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from convcheck.readers import _bytes
from tests.readers._found import events, files_below, find, table


def test_of_several_logs_of_a_run_the_one_with_most_points_is_taken(tmp_path: Path) -> None:
    """The others are named with the option that picks them."""
    table(tmp_path / "log.csv", 81)
    events(tmp_path / "tb", 41, stride=2)
    (source,) = find(tmp_path)
    assert ("csv", str(tmp_path)) == (source.format, source.path)
    (note,) = source.notes
    assert ("alternative-source", 1) == (note.code, note.count)
    assert "tb" in note.message
    assert "--from tensorboard" in note.message
    (picked,) = find(tmp_path, from_format="tensorboard")
    assert ["tb/events.out.tfevents.1700000000.host"] == files_below(tmp_path, picked)


def test_of_several_logs_of_one_format_the_one_that_was_taken_is_named(tmp_path: Path) -> None:
    """No --from could pick another; its name can."""
    table(tmp_path / "long.csv", 81)
    table(tmp_path / "short.csv", 41, "iter,loss", stride=2)
    (source,) = find(tmp_path)
    (note,) = source.notes
    assert "short.csv (long.csv was taken; name another file" in note.message
    assert "--from" not in note.message


def test_of_equal_logs_events_come_first(tmp_path: Path) -> None:
    """Then JSONL, JSON, CSV, text."""
    table(tmp_path / "log.csv", 20)
    lines = [json.dumps({"step": s, "loss": 1 / (s + 1)}) for s in range(20)]
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n")
    assert ["jsonl"] == [source.format for source in find(tmp_path)]
    events(tmp_path, 20)
    assert ["tensorboard"] == [source.format for source in find(tmp_path)]


@pytest.mark.parametrize(
    "other",
    [
        {"count": 80, "level": 3.0},
        {"count": 20, "stride": 12, "level": 0.05},
        {"count": 80, "header": "step,loss", "level": 1e-6},
        {"count": 79, "header": "epoch,loss", "level": 0.5},
    ],
    ids=["another level", "three times as long", "the same columns", "epochs at another level"],
)
def test_logs_that_do_not_agree_are_runs_of_their_own(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    """None of them may hide behind another, whatever their names and columns."""
    table(tmp_path / "b.csv", 80)
    table(tmp_path / "a.csv", **{"header": "iter,loss", **other})
    assert ["a.csv", "b.csv"] == [Path(each.path).name for each in find(tmp_path)]


def test_seeds_are_runs_of_their_own_and_ranks_are_not(tmp_path: Path) -> None:
    """Both are called alike but for a number, and both may log nearly the same."""
    for folder, name in (("seeds", "seed"), ("ranks", "rank")):
        for k in range(3):
            table(tmp_path / folder / f"{name}{k}.csv", 80 - k, ("step,loss", "it,loss")[k % 2])
    assert 3 == len(find(tmp_path / "seeds"))
    assert 1 == len(find(tmp_path / "ranks"))


def test_a_rate_that_is_another_one_tells_two_trainings_apart(tmp_path: Path) -> None:
    """Though their losses agree."""
    for name, rate in (("a.csv", 0.1), ("b.jsonl", 0.01)):
        rows = [{"step": s, "loss": 1 / (s + 1), "lr": rate} for s in range(50)]
        if name.endswith("csv"):
            lines = ["step,loss,lr", *(",".join(map(str, row.values())) for row in rows)]
        else:
            lines = [json.dumps(row) for row in rows]
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    assert ["a.csv", "b.jsonl"] == [Path(each.path).name for each in find(tmp_path)]


def test_a_log_that_must_not_be_read_is_told_beside_one_that_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a gate would pass for want of permission; what lies in any project is passed over."""
    table(tmp_path / "good.csv", 80)
    table(tmp_path / "secret.csv", 80)
    (tmp_path / "empty.log").write_text("")
    (tmp_path / "data.json.gz").write_bytes(b"\x1f\x8b\x08\x00damaged")
    (tmp_path / "vocabulary.csv").write_text("version https://git-lfs.github.com/spec/v1\noid\n")

    def guarded(path: str, *rest: Any, **named: Any) -> Any:
        if path.endswith("secret.csv"):
            raise PermissionError(path)
        return open(path, *rest, **named)

    monkeypatch.setattr(_bytes, "open", guarded, raising=False)
    table(tmp_path / "z.csv", 80)
    assert ["good.csv", "secret.csv", "z.csv"] == [
        Path(file).name for each in find(tmp_path) for file in each.files
    ]


@pytest.mark.parametrize("suffix", ["json", "jsonl", "md", "txt"])
def test_a_report_beside_the_logs_is_no_log(tmp_path: Path, suffix: str) -> None:
    """Who writes it there finds the same runs the next time."""
    table(tmp_path / "run.csv", 80)
    command = [sys.executable, "-m", "convcheck", str(tmp_path), "--exit-zero", "-o"]
    subprocess.run([*command, str(tmp_path / f"report.{suffix}")], check=True)
    assert [str(tmp_path / "run.csv")] == [file for each in find(tmp_path) for file in each.files]


@pytest.mark.parametrize(
    "other",
    [
        [{"step": k, "loss": math.nan if k > 1 else 3.0} for k in range(40)],
        [{"step": k, "accuracy": math.nan if k > 20 else k / 50} for k in range(40)],
    ],
    ids=["a loss", "a score"],
)
def test_what_is_lost_hides_behind_nothing(tmp_path: Path, other: list[dict[str, float]]) -> None:
    """A gate would pass over it; a summary of the run in a record or two may hide."""
    table(tmp_path / "a.csv", 60, "step,loss")
    log, summary = tmp_path / "b.jsonl", tmp_path / "c.json"
    log.write_text("".join(f"{json.dumps(record)}\n" for record in other))
    summary.write_text(json.dumps({"loss": 0.0167, "epoch": 3.0, "runtime": 12.5}))
    assert ["a.csv", "b.jsonl"] == [Path(each.path).name for each in find(tmp_path)]


@pytest.mark.parametrize(
    "other",
    [
        [{"step": k, "accuracy": k / 50} for k in range(40)],
        [{"step": k, "val_loss": 3 - k / 20} for k in range(40)],
        [{"step": k, "loss": round(1 / (k + 1), 3)} for k in range(40)],
    ],
    ids=["a score", "validation alone", "the first half"],
)
def test_other_series_and_the_beginning_may_be_of_the_same_training(
    tmp_path: Path, other: list[dict[str, float]]
) -> None:
    """As loggers part them, and as checkpoints keep it; the log with most points is taken."""
    table(tmp_path / "a.csv", 80, "step,loss")
    (tmp_path / "b.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in other))
    (source,) = find(tmp_path)
    assert ["a.csv"] == files_below(tmp_path, source)
    assert "b.jsonl" in source.notes[0].message


def test_a_validation_that_is_another_one_tells_two_trainings_apart(tmp_path: Path) -> None:
    """However alike the training losses are, where one log holds every other point."""
    for name, stride, above in (("a.csv", 1, 0.1), ("b.csv", 2, 3.0)):
        fall = [(s, 1 / (s + 1)) for s in range(0, 81, stride)]
        rows = [f"{s},{loss + stride / 50},{loss + above}" for s, loss in fall]
        header = "step,loss,val_loss" if stride == 1 else "iter,loss,val_loss"
        (tmp_path / name).write_text("\n".join([header, *rows]) + "\n")
    assert ["a.csv", "b.csv"] == [Path(each.path).name for each in find(tmp_path)]


def test_a_loss_that_is_lost_in_every_log_is_lost_once(tmp_path: Path) -> None:
    """There is nothing to compare, and nothing that differs."""
    rows = [{"step": k, "loss": math.nan} for k in range(40)]
    (tmp_path / "a.csv").write_text("step,loss\n" + "".join(f"{k},nan\n" for k in range(40)))
    (tmp_path / "b.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert 1 == len(find(tmp_path))
