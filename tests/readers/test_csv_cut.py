"""A table that stops in the middle of its last number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from convcheck import pipeline
from convcheck.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from convcheck.model import Run

ROWS = "step,loss\n" + "".join(f"{step},{2.0 / step:.4f}\n" for step in range(1, 21))


def _read(folder: Path, text: str) -> Run:
    path = folder / "log.csv"
    path.write_text(text)
    return pipeline.read_run(pipeline.find(str(path), Settings())[0], Settings())


@pytest.mark.parametrize("missing", [2, 3, 4])
def test_a_number_that_lost_digits_is_left_out(tmp_path: Path, missing: int) -> None:
    """The cut number does not count, and the report says that the log is cut."""
    run = _read(tmp_path, ROWS[:-missing])
    assert 19 == len(run.objective)
    assert ["truncated-log"] == [note.code for note in run.notes]


def test_a_missing_last_line_end_proves_nothing(tmp_path: Path) -> None:
    """A whole last number stays, with or without the line end."""
    run = _read(tmp_path, ROWS[:-1])
    assert 20 == len(run.objective)
    assert not run.notes
