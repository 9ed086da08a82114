"""What the program returns to the shell, whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convcheck.cli import run
from tests.cli.conftest import Stub

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_logs"


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("converged", 0),
        ("diverged", 1),
        ("improving", 1),
        ("usage", 2),
        ("unread", 3),
        ("input", 3),
        ("inconclusive", 4),
        ("defect", 70),
        ("interrupted", 130),
    ],
)
@pytest.mark.parametrize(
    "arguments", [["run.csv"], ["analyze", "run.csv", "-q"], ["run.csv", "--json"]]
)
def test_every_outcome_has_its_exit_code(
    stub: Stub, outcome: str, code: int, arguments: list[str]
) -> None:
    """The code depends on what happened, never on the format."""
    stub(outcome)
    assert code == run(arguments)


@pytest.mark.parametrize(
    ("log", "arguments", "failing"),
    [
        ("nan.csv", ["--accept", "diverged"], "CC201 non-finite-loss"),
        ("nan.csv", ["--accept", "diverged", "--fail-on", "never"], ""),
        ("nan.csv", ["--accept", "diverged", "--ignore", "CC201"], ""),
        ("stopped_too_early", ["--accept", "improving", "--fail-on", "warning"], ""),
        ("overfitting.csv", ["--fail-on", "warning"], "CC401 overfitting"),
    ],
)
def test_a_finding_that_alone_fails_the_gate_is_named(
    log: str, arguments: list[str], failing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A verdict that passes, or was accepted, does not tell why the exit code is 1."""
    code = run([str(SAMPLES / log), *arguments])
    told = " ".join(capsys.readouterr().out.split())
    assert (1 if failing else 0) == code
    assert bool(failing) == (f"exit code 1 for {failing} (" in told) == ("Gate" in told)


def test_a_verdict_that_fails_needs_no_other_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """The headline tells it."""
    assert run([str(SAMPLES / "nan.csv"), "--accept", "stuck"]) == 1
    assert "Gate" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["run.csv", "--nonsense"],
        ["run.csv", "--to", "jsno"],
        ["run.csv", "--goal", "up"],
        ["run.csv", "--band", "x"],
        ["run.csv", "--json", "-q"],
        ["run.csv", "--set", "CC401.rise=-1"],
        ["run.csv", "--select", "CC401", "--ignore", "overfitting"],
        ["run.csv", "-o", "report.unknown"],
        ["run.csv", "-o", "a.json", "-o", "jsonl:a.json"],
        ["-", "-"],
        ["analyze"],
        ["explian", "CC201"],
        ["explain", "CC9999"],
        ["convert", "run.csv"],
        [],
    ],
)
def test_wrong_usage_is_two_and_says_something(
    stub: Stub, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is analyzed, and the message goes to standard error."""
    stub("converged")
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err != "") == ("", True)


@pytest.mark.parametrize("begin", [["analyze"], []])
def test_who_asks_for_a_format_is_told_of_all_options_for_formats(
    stub: Stub, begin: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Most mean that of the report; what is spelled alike is that of the log."""
    stub("converged")
    assert run([*begin, "run.csv", "--format", "json"]) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert "(Possible options: --from, --json, --to)" in line


def test_a_command_that_writes_no_report_names_no_option_for_it(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has none."""
    stub("converged")
    assert run(["inspect", "run.csv", "--format", "json"]) == 2
    assert "(Possible options: --from)" in capsys.readouterr().err


def test_a_mistyped_name_is_answered_with_the_nearest(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands, formats and rules alike."""
    stub("converged")
    for arguments, meant in (
        (["explian", "CC201"], "'explain'"),
        (["run.csv", "--to", "jsno"], "'json'"),
        (["explain", "oscilating"], "'oscillating'"),
    ):
        run(arguments)
        assert meant in capsys.readouterr().err


def test_a_column_that_is_divided_by_split_is_answered_with_its_parts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--train loss`` is told to be ``train/loss`` where rows tell their split."""
    rows = "".join(f"{k},train,{8 / k}\n{k},val,{9 / k}\n" for k in range(1, 9))
    (tmp_path / "run.csv").write_text(f"epoch,phase,loss\n{rows}")
    assert run([str(tmp_path / "run.csv"), "--train", "loss"]) == 2
    told = capsys.readouterr().err
    assert "'loss'" in told
    assert "train/loss" in told


def test_an_internal_error_is_told_without_a_traceback(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """What happened and how to report it; the traceback only where asked for."""
    stub("defect")
    run(["run.csv"])
    short = capsys.readouterr()
    run(["run.csv", "-v"])
    long = capsys.readouterr()
    assert "ZeroDivisionError: division by zero" in short.err
    assert "report" in short.err
    assert ("Traceback" in short.err, "Traceback" in long.err) == (False, True)
    assert (short.out, long.out) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["--verbose"], True),
        (["-vv"], True),
        (["-qv"], True),
        (["--train", "-velocity"], False),
        (["--val", "loss"], False),
    ],
)
def test_a_traceback_needs_an_option_that_asks_for_more(
    arguments: list[str], asked: bool, stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its long name too; a name that begins like the option is none."""
    stub("defect")
    assert run(["run.csv", *arguments]) == 70
    assert asked == ("Traceback" in capsys.readouterr().err)


def test_errors_come_with_a_hint_on_standard_error(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path, the message, and what to try."""
    stub("input")
    run(["run.csv"])
    assert capsys.readouterr().err == (
        "convcheck: run.csv: no loss series\nconvcheck: hint: name one with --train\n"
    )


def test_unread_inputs_are_told_where_the_format_is_for_programs(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """``-q`` and JSON still say on standard error why there is no verdict."""
    stub("unread")
    run(["gone.csv", "-q"])
    out, err = capsys.readouterr()
    assert out == "unreadable\t-\t-\t-\tgone.csv\n"
    assert "gone.csv: nothing at this path" in err


@pytest.mark.parametrize("joined", [True, False])
def test_what_cannot_be_read_is_told_once_in_each_place(joined: bool) -> None:
    """A report that shares its place with standard error says it already."""
    done = subprocess.run(
        [sys.executable, "-m", "convcheck", "gone.csv", "lost.csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if joined else subprocess.PIPE,
        check=False,
        text=True,
    )
    for text in (done.stdout, done.stderr)[: 1 if joined else 2]:
        assert (1, 1) == (text.count("gone.csv"), text.count("lost.csv"))


@pytest.mark.parametrize(
    ("outcome", "code"), [("converged", 0), ("diverged", 1), ("inconclusive", 4), ("unread", 3)]
)
def test_a_closed_pipe_keeps_the_code_that_was_earned(outcome: str, code: int) -> None:
    """``convcheck run.csv --json | head -0`` is no other outcome, and makes no noise."""
    reader, writer = os.pipe()
    os.close(reader)
    arguments = [sys.executable, "-m", "tests.cli._stubbed", outcome, "run.csv", "--json"]
    done = subprocess.run(
        arguments, stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False, text=True
    )
    os.close(writer)
    assert code == done.returncode
    assert "Error" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["rules"], ["explain", "stuck"], ["config"]])
def test_a_closed_pipe_is_no_failure_of_a_listing(arguments: list[str]) -> None:
    """``convcheck rules | head`` ends well."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "convcheck", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        check=False,
    )
    os.close(writer)
    assert (0, b"") == (done.returncode, done.stderr)
