"""The bench compares what it says it compares."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import files
from tests.bench.__main__ import lines
from tests.bench.measure import Command, cost, python
from tests.bench.rows import ROWS


def test_a_row_gives_a_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files are made, both sides run, and the line ends in a verdict."""
    monkeypatch.setattr(files, "CACHE", tmp_path)
    row = next(row for row in ROWS if row.name == "jsonl-nan")
    (line,) = lines(row, rounds=2, scale=0.001)
    cells = [cell.strip() for cell in line.split("|")]
    assert "2" == cells[6]
    assert float(cells[9]) > 0
    assert cells[11] in {"met", "missed"}


def test_a_row_whose_peer_is_missing_says_so() -> None:
    """Nothing is made or run for it."""
    row = replace(ROWS[0], needs="no_such_package")
    (line,) = lines(row, rounds=1, scale=1.0)
    assert "skipped: no_such_package is not installed" in line


def test_a_row_that_fails_does_not_end_the_bench(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its line says so, and the reason goes to standard error."""

    def fail(*_: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("tests.bench.__main__.compared", fail)
    (line,) = lines(replace(ROWS[0], needs=""), rounds=1, scale=1.0)
    assert "failed" in line
    assert "out of luck" in capsys.readouterr().err


def test_the_rows_have_names_of_their_own() -> None:
    """All rows of the table can be asked for by name, and their files can be made."""
    assert 14 == len(ROWS) == len({row.name for row in ROWS})
    assert all(each.file in files.MAKERS for row in ROWS for each in (row.peer, *row.ours))


def test_a_program_that_never_ends_is_stopped_when_it_is_done() -> None:
    """The loader of event files goes on serving; its cost is that of loading."""
    code = "import sys, time; print('Done', file=sys.stderr, flush=True); time.sleep(60)"
    arguments = (python("x")[0], "-c", code)
    assert cost(Command("", arguments, "", 0, until="Done"), "", "").cpu < 30


def test_a_program_that_fails_is_no_measurement() -> None:
    """Its words are shown instead."""
    arguments = (python("x")[0], "-c", "raise SystemExit('out of luck')")
    with pytest.raises(RuntimeError, match="out of luck"):
        cost(Command("", arguments, "", 0), "", "")
