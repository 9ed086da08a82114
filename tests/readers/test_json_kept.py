"""One scan of JSON lines serves survey and reading, and gives what two scans give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from convcheck.errors import SourceUnreadable
from convcheck.model import Source
from convcheck.readers import _json_kept, jsonl
from convcheck.table import LossTable, Wanted
from tests.readers._planted import same_bits, source_of
from tests.readers.test_json_grid import LINES

WANTED = [Wanted("loss", "step"), Wanted("a", "step"), Wanted("val/loss", "step")]
ROWS = 10_000


def assert_alike(expected: LossTable, found: LossTable) -> None:
    """Hold two tables against each other."""
    assert expected.notes == found.notes
    assert expected.columns.keys() == found.columns.keys()
    for name, column in expected.columns.items():
        assert column.record.tolist() == found.columns[name].record.tolist()
        assert same_bits(column.x, found.columns[name].x)
        assert same_bits(column.value, found.columns[name].value)


def row(step: int) -> str:
    """Return one line of a log."""
    return f'{{"step": {step}, "loss": {1 / (step + 1)}, "note": "a b", "lr": null}}\n'


@pytest.fixture
def log(tmp_path: Path) -> Source:
    """Return a log of several blocks."""
    path = tmp_path / "log.jsonl"
    path.write_text("".join(map(row, range(ROWS))) + '{"val/loss": 2.0, "step": 7}\nnoise\n')
    return Source(str(path), "jsonl", (str(path),))


def no_scan(*_: object) -> None:
    """Stand in for the scan where there is to be none."""
    raise AssertionError("the log was scanned again")


@given(LINES)
def test_reading_after_a_survey_is_reading(lines: list[str]) -> None:
    """Columns, positions and notes are those of a reading without a survey before it."""
    source = source_of("\n".join(lines))
    expected = jsonl.read(source, WANTED)
    jsonl.survey(source)
    assert_alike(expected, jsonl.read(source, WANTED))


def test_a_log_is_scanned_once(log: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading takes the places of the values from the survey, which are then forgotten."""
    expected = jsonl.read(log, WANTED)
    jsonl.survey(log)
    with monkeypatch.context() as patched:
        patched.setattr("convcheck.readers._json_blocks.batches", no_scan)
        assert_alike(expected, jsonl.read(log, WANTED))
    assert _json_kept.take(log) is None


def test_a_log_that_needs_much_memory_is_scanned_twice(
    log: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept beyond the limit."""
    monkeypatch.setattr(_json_kept, "KEPT_BYTES", 1000)
    jsonl.survey(log)
    assert _json_kept.take(log) is None
    assert ROWS == len(jsonl.read(log, WANTED).columns["loss"])


def change(log: Source, content: Callable[[str], str]) -> None:
    """Write a log anew."""
    path = Path(log.path)
    path.write_text(content(path.read_text()))


def test_a_log_that_changed_since_its_survey_is_scanned_anew(log: Source) -> None:
    """What a training has logged meanwhile is read, too."""
    jsonl.survey(log)
    change(log, lambda text: text + row(ROWS))
    assert ROWS + 1 == len(jsonl.read(log, WANTED).columns["loss"])


def test_a_log_that_grows_while_it_is_read_is_read_as_it_was(log: Source) -> None:
    """Its new lines come too late, and do no harm."""
    expected = jsonl.read(log, WANTED)
    jsonl.survey(log)
    kept = _json_kept.take(log)
    assert kept is not None
    change(log, lambda text: text + row(ROWS))
    assert sum(map(len, kept.again(log))) == ROWS + 1
    assert ROWS == len(expected.columns["loss"])


def test_a_log_that_shrinks_while_it_is_read_is_an_error_of_ours(log: Source) -> None:
    """The places of its values are no longer those of values."""
    jsonl.survey(log)
    kept = _json_kept.take(log)
    assert kept is not None
    change(log, lambda text: text[: len(text) // 2])
    with pytest.raises(SourceUnreadable, match="shrank"):
        list(kept.again(log))
