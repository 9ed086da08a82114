"""Of several logs of one run one is taken, and the others are named."""

from __future__ import annotations

import json
from pathlib import Path

from tests.readers._found import events, files_below, find, table


def test_of_several_logs_of_a_run_the_one_with_most_points_is_taken(tmp_path: Path) -> None:
    """The others are named with the option that picks them."""
    table(tmp_path / "log.csv", 80)
    events(tmp_path / "tb", 30)
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
    table(tmp_path / "long.csv", 80)
    table(tmp_path / "short.csv", 30, "epoch,loss")
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
