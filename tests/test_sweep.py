"""Several runs of one call: what is wrong with one loses none of the others."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

import convcheck
from convcheck import errors, pipeline
from convcheck.exit_codes import INTERNAL_ERROR, UNUSABLE_INPUT
from convcheck.model import Source
from convcheck.report import RunReport, Unread
from convcheck.settings import Settings
from tests.readers._found import table


@pytest.fixture
def sweep(tmp_path: Path) -> list[str]:
    """Three logs, the second of which calls its loss otherwise."""
    names = {"a.csv": "step,loss", "b.csv": "step,cost", "c.csv": "step,loss"}
    return [str(table(tmp_path / name, 40, header)) for name, header in names.items()]


def test_an_option_that_fits_not_every_run_is_told_of_the_others(sweep: list[str]) -> None:
    """Those that it fits are analyzed; where it fits none it is an error in the usage."""
    report = pipeline.analyze(sweep, Settings(train=("loss",)))
    assert ["a.csv", "c.csv"] == [Path(run.path).name for run in report.runs]
    (unread,) = report.unread
    assert (sweep[1], UNUSABLE_INPUT) == (unread.path, unread.exit_code)
    assert UNUSABLE_INPUT == report.exit_code
    with pytest.raises(errors.UsageError):
        pipeline.analyze(sweep, Settings(train=("nothing",)))


def test_a_defect_that_one_run_shows_loses_no_other(
    sweep: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone it is raised, with all that tells where."""
    analyze = pipeline.analyze_source

    def defective(source: Source, settings: Settings) -> RunReport:
        if source.path == sweep[1]:
            raise ZeroDivisionError("planted")
        return analyze(source, settings)

    monkeypatch.setattr(pipeline, "analyze_source", defective)
    report = pipeline.analyze(sweep, Settings())
    assert 2 == len(report.runs)
    assert INTERNAL_ERROR == report.exit_code == report.unread[0].exit_code
    assert "ZeroDivisionError: planted" in report.unread[0].message
    with pytest.raises(ZeroDivisionError, match="planted"):
        pipeline.analyze(sweep[1:2], Settings())


class Stubborn(Exception):  # noqa: N818 - a stand-in for one of some library
    """An exception that cannot be made again from what it says."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def test_a_defect_of_any_kind_leaves_its_process(
    sweep: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all that other processes found would be lost with it."""

    def defective(source: Source, settings: Settings) -> RunReport:
        raise Stubborn(source.path, settings.run)

    monkeypatch.setattr(pipeline, "analyze_source", defective)
    told = pipeline._tell_from_afar(Source(sweep[0], "csv", (sweep[0],)), Settings())
    assert isinstance(told, Unread)
    assert repr(told.error) == repr(copy.deepcopy(told).error)
    assert "Stubborn" in told.message


def test_progress_tells_what_is_being_done(
    sweep: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what is over."""
    told: list[str] = []
    analyze = pipeline.analyze_source

    def watched(source: Source, settings: Settings) -> RunReport:
        assert told[-1].endswith(source.path)
        return analyze(source, settings)

    monkeypatch.setattr(pipeline, "analyze_source", watched)
    pipeline.analyze(sweep, Settings(), progress=told.append)
    assert [f"{k} of 3: {path}" for k, path in enumerate(sweep, 1)] == told


def test_a_log_that_is_named_twice_has_two_ids(sweep: list[str]) -> None:
    """Ids are unique within a report."""
    report = pipeline.analyze([sweep[0], sweep[0], sweep[0]], Settings())
    assert 3 == len({run.id for run in report.runs})


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("missing.csv", None, errors.SourceNotFound),
        ("empty.csv", "", errors.SourceUnreadable),
        ("notes.md", "# no log\n", errors.UnknownFormat),
        ("ages.csv", "id,age\n1,30\n2,40\n3,50\n", errors.NoObjective),
    ],
)
def test_a_single_input_raises_what_reading_it_raises(
    tmp_path: Path, name: str, content: str | None, error: type[errors.InputError]
) -> None:
    """The class tells what is wrong."""
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(error):
        convcheck.analyze(tmp_path / name)
