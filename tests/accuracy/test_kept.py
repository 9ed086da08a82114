"""What is kept is whole, and there is one of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accuracy.kept import remove_older, written_whole


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError])
def test_an_interrupted_writing_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    """Neither half of the new content nor its partial file stays."""
    path = tmp_path / "zoo-abc.jsonl"
    path.write_text("old")
    with pytest.raises(interruption):
        _interrupted(path, interruption)
    assert [(path, "old")] == [(each, each.read_text()) for each in tmp_path.iterdir()]


def _interrupted(path: Path, interruption: type[BaseException]) -> None:
    with written_whole(path) as partial:
        partial.write_text("ne")
        raise interruption


def test_what_was_written_is_there_in_a_folder_that_was_not(tmp_path: Path) -> None:
    """The folder is made, and holds the file alone."""
    path = tmp_path / "measured" / "zoo-abc.jsonl"
    with written_whole(path) as partial:
        partial.write_text("new")
    assert [(path, "new")] == [(each, each.read_text()) for each in path.parent.iterdir()]


def test_only_the_same_name_under_another_hash_is_removed(tmp_path: Path) -> None:
    """Records of older code go; those of a longer name, or of another form, stay."""
    stay = {"zoo-abc.jsonl", "zoo-averaged-abc.jsonl", "zoo-old.npz", "truth-old.jsonl"}
    for name in {*stay, "zoo-old.jsonl"}:
        (tmp_path / name).touch()
    remove_older(tmp_path / "zoo-abc.jsonl")
    assert stay == {each.name for each in tmp_path.iterdir()}
