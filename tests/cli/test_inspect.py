"""``convcheck inspect`` of several inputs, some of which cannot be read, and of standard input."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from convcheck.cli import run
from convcheck.readers import _discovery

LOG = "step,loss\n" + "".join(f"{step},{1 / (step + 1)}\n" for step in range(20))


def feed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Put a text into standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.parametrize("order", [["good.csv", "gone.csv"], ["gone.csv", "good.csv"]])
def test_one_path_spoils_no_other(order: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What can be read is shown, in both forms; the other is told, and the code is 3."""
    Path("good.csv").write_text(LOG)
    assert run(["inspect", *order]) == 3
    out, err = capsys.readouterr()
    assert "`loss` (20 points)" in out
    assert "nothing at gone.csv" in err
    assert run(["inspect", *order, "--json"]) == 3
    assert [each["path"] for each in json.loads(capsys.readouterr().out)] == ["good.csv"]


def test_one_run_of_a_folder_spoils_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    """One that broke down at once is told beside those that went on."""
    Path("logs").mkdir()
    for name in ("run1.csv", "run3.csv"):
        Path("logs", name).write_text(LOG)
    Path("logs/run2.csv").write_text("")
    assert run(["inspect", "logs"]) == 3
    out, err = capsys.readouterr()
    assert "`loss` (20 points)" in out
    assert "run2.csv is empty" in err


def test_standard_input_can_be_inspected_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second - is wrong usage, as it is for analyze."""
    feed(monkeypatch, LOG)
    assert run(["inspect", "-"]) == 0
    assert "`loss` (20 points)" in capsys.readouterr().out
    assert run(["inspect", "-", "-"]) == 2
    assert "once only" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["inspect", "-"], ["analyze", "-"], ["convert", "-", "-o", "csv:-"]]
)
def test_standard_input_without_an_end_is_not_read_to_it(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Memory is bounded: a byte more than is taken shows that it is too long."""
    monkeypatch.setattr(_discovery, "MOST_CONTENT_BYTES", 50)
    feed(monkeypatch, LOG)
    assert run(command) == 3
    assert "standard input holds more than" in capsys.readouterr().err
    assert len(sys.stdin.buffer.read()) == len(LOG) - 51
