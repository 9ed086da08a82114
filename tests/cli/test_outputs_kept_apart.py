"""What ``-o`` may name: a format that there is, and no file that is read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from convcheck.cli import run
from tests.cli.conftest import Stub

LOG = "epoch,loss\n" + "".join(f"{k},{2 / k}\n" for k in range(1, 60))


@pytest.mark.parametrize("command", [["analyze"], ["convert"]])
@pytest.mark.parametrize("named", ["file", "folder", "standard input"])
@pytest.mark.parametrize("output", ["logs/run.csv", "logs/../logs/run.csv", "soft.csv", "hard.csv"])
def test_a_log_that_is_read_is_never_written_over(
    command: list[str],
    named: str,
    output: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By whatever name the output is given, and however the log was found."""
    log = Path("logs/run.csv")
    log.parent.mkdir()
    log.write_text(LOG)
    os.symlink("logs/run.csv", "soft.csv")
    os.link(log, "hard.csv")
    monkeypatch.setattr(sys, "stdin", log.open())
    path = {"file": str(log), "folder": "logs", "standard input": "-"}[named]
    form = "json:" if command == ["analyze"] else ""
    assert run([*command, path, "-o", form + output]) == 2
    assert log.read_text() == LOG
    told = capsys.readouterr().err
    assert output in told
    assert "destroy" in told


def test_no_other_log_of_a_folder_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor one that was set aside; a report that lies there may be written anew."""
    Path("logs/b").mkdir(parents=True)
    for name in ("run.csv", "b/other.csv"):
        Path("logs", name).write_text(LOG)
    for command in (["analyze", "logs", "-o", "json:"], ["convert", "logs", "-o", ""]):
        assert run([*command[:-1], command[-1] + "logs/b/other.csv"]) == 2
        assert "is a log in logs" in capsys.readouterr().err
    assert Path("logs/b/other.csv").read_text() == LOG
    for _ in range(2):
        assert run(["analyze", "logs", "--exit-zero", "-o", "logs/report.json"]) == 0


@pytest.mark.parametrize(
    ("arguments", "told", "untold"),
    [
        (["-o", "nosuch:x"], ["formats: json, jsonl, markdown"], ["did you mean"]),
        (["-o", "html:x.html"], ["formats: json"], ["json:html", "did you mean"]),
        (["--to", "html"], ["known:"], ["did you mean"]),
        (["--to", "junit"], ["known:"], ["did you mean"]),
        (["--to", "markdwn"], ["did you mean 'markdown'?"], []),
    ],
)
def test_a_format_that_there_is_not_is_told_with_those_that_there_are(
    stub: Stub,
    arguments: list[str],
    told: list[str],
    untold: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is written, and a name is suggested only where it is near."""
    stub("converged")
    assert run(["run.csv", *arguments]) == 2
    err = capsys.readouterr().err
    assert [] == [word for word in told if word not in err]
    assert [] == [word for word in untold if word in err]
    assert [] == list(Path.cwd().iterdir())


def test_a_table_for_standard_output_needs_a_format(capsys: pytest.CaptureFixture[str]) -> None:
    """The hint can be followed."""
    Path("run.csv").write_text(LOG)
    assert run(["convert", "run.csv", "-o", "-"]) == 2
    assert "csv:-" in capsys.readouterr().err
    assert run(["convert", "run.csv", "-o", "nosuch:x"]) == 2
    assert "put one in front: csv:x" in capsys.readouterr().err
