"""Where reports go, and how they look there."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from convcheck.cli import _streams, run
from tests.cli import _stubbed
from tests.cli.conftest import Stub

UTF8 = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Pretend."""
        return True


def terminal(encoding: str = "utf-8") -> Terminal:
    """Return a terminal of an encoding."""
    return Terminal(io.BytesIO(), encoding=encoding)


def pipe(encoding: str = "utf-8") -> io.TextIOWrapper:
    """Return a stream that is no terminal."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def out(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was printed."""
    return capsys.readouterr().out


def test_a_path_alone_means_analyze(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    """With options before it as well."""
    stub("converged")
    run(["analyze", "run.csv", "-q"])
    expected = out(capsys)
    for arguments in (["run.csv", "-q"], ["-q", "run.csv"]):
        assert run(arguments) == 0
        assert expected == out(capsys)


def test_piped_output_is_plain(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    """No colour, no plot, eighty columns."""
    stub("diverged")
    run(["run.csv"])
    text = out(capsys)
    assert "DIVERGED" in text
    assert "\x1b" not in text
    assert "┤" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_plot_colour_width_and_ascii_can_be_asked_for(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the stream would not get by itself, an option gives."""
    stub("converged")
    run(["run.csv", "--plot", "--width", "120"])
    assert "┤" in out(capsys)
    run(["run.csv", "--color", "always"])
    assert "\x1b[1;32m" in out(capsys)
    run(["run.csv", "--plot", "--ascii"])
    assert out(capsys).isascii()


def test_files_get_their_formats_and_stdout_nothing(
    stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``-o``, standard output gets only what is asked for."""
    stub("converged")
    code = run(["run.csv", "-o", "a.json", "-o", "quiet:b.json", "-o", "C.JSONL", "-o", "d.txt"])
    assert code == 0
    assert out(capsys) == ""
    assert json.loads(Path("a.json").read_text())["schema_version"] == 1
    assert Path("b.json").read_text().startswith("converged\t4801\t")
    assert Path("C.JSONL").read_text().count("\n") == 2
    assert "CONVERGED" in Path("d.txt").read_text(encoding="utf-8")


def test_a_dash_is_standard_output(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    """``-o json:-`` prints beside a file; ``--json -o FILE`` does as well."""
    stub("converged")
    run(["run.csv", "-o", "a.txt", "-o", "json:-"])
    first = out(capsys)
    run(["run.csv", "-o", "a.txt", "--json"])
    assert json.loads(first) == json.loads(out(capsys))


@pytest.mark.parametrize("path", ["c:1.json", "run:1.json", "./run:1.json"])
def test_what_stands_before_a_colon_is_a_format_only_if_known(stub: Stub, path: str) -> None:
    """A drive letter or a name with a colon stays part of the path."""
    stub("converged")
    assert run(["run.csv", "-o", path]) == 0
    assert Path(path).exists()


@pytest.mark.parametrize("target", ["nowhere/a.json", "."])
def test_an_output_that_cannot_be_written_is_three(stub: Stub, target: str) -> None:
    """A missing folder is noticed before the analysis, anything else after it."""
    stub("converged")
    assert run(["run.csv", "-o", f"json:{target}"]) == 3
    assert (target == ".") == bool(_stubbed.calls)


@pytest.mark.parametrize("width", [-1, 0, 5])
def test_a_file_is_as_wide_as_the_narrowest_terminal(stub: Stub, width: int) -> None:
    """A picture needs room; less than that is not taken at its word."""
    stub("converged")
    assert run(["a", "-o", "a.txt", "--plot", "--width", str(width)]) == 0
    assert max(map(len, Path("a.txt").read_text().splitlines())) == _streams.NARROWEST


def test_options_reach_the_settings(stub: Stub) -> None:
    """What the command line says is what the analysis is asked for."""
    stub("converged")
    said = (
        "a b --train x --train y* --val v --lr lr --grad-norm g --from csv --goal max --band 1%"
        " --from-step 5 --exit-zero --accept stuck,improving --target .3 --by-step 9 --jobs 2"
    )
    run(said.split())
    paths, settings, _ = _stubbed.calls[-1]
    assert list(paths) == ["a", "b"]
    assert (settings.train, settings.validation) == (("x", "y*"), ("v",))
    assert (settings.learning_rate, settings.gradient_norm) == (("lr",), ("g",))
    assert (settings.from_format, settings.goal, settings.band.label) == ("csv", "max", "1%")
    assert (settings.from_step, settings.target, settings.by_step) == (5.0, 0.3, 9.0)
    assert (settings.accept, settings.exit_zero) == (("stuck", "improving"), True)
    assert settings.jobs == 2


def test_a_zero_reaches_the_settings(stub: Stub) -> None:
    """It is a number like any other, not an option left out."""
    stub("converged")
    assert run(["a", "--target", "0", "--by-step", "0", "--from-step", "0"]) == 0
    settings = _stubbed.calls[-1][1]
    assert (settings.target, settings.by_step, settings.from_step) == (0.0, 0.0, 0.0)
    assert run(["a", "--to-step", "0"]) == 0
    assert _stubbed.calls[-1][1].to_step == 0.0
    assert run(["a", "--jobs", "0"]) == 2


def test_standard_input_is_handed_over_as_bytes(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``-`` is a path; what comes is not decoded."""
    stub("converged")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"loss\n\xff\n")))
    run(["-"])
    assert _stubbed.calls[-1][2] == b"loss\n\xff\n"


@pytest.mark.parametrize(
    ("choice", "environment", "expected"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal(
    choice: _streams.Color, environment: dict[str, str], expected: bool
) -> None:
    """The option goes before NO_COLOR, that before FORCE_COLOR, that before TERM."""
    assert expected == _streams.wants_color(choice, terminal(), environment)


def test_colour_in_a_pipe_needs_force() -> None:
    """A pipe gets none by itself."""
    assert not _streams.wants_color("auto", pipe(), {})
    assert not _streams.wants_color("auto", pipe(), {"FORCE_COLOR": "0"})
    assert _streams.wants_color("auto", pipe(), {"FORCE_COLOR": "1"})


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (UTF8, True),
        ({"LANG": "en_GB.utf8"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "C"}, False),
        ({}, False),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, False),
        ({**UTF8, "TERM": "linux"}, False),
    ],
)
def test_a_terminal_gets_unicode_only_in_a_locale_that_has_it(
    environment: dict[str, str], expected: bool
) -> None:
    """Python itself writes UTF-8 in any locale, so the locale is asked."""
    assert expected == _streams.speaks_unicode(terminal(), environment)


def test_a_pipe_gets_unicode_by_its_encoding() -> None:
    """Piped text does not depend on the terminal."""
    assert _streams.speaks_unicode(pipe(), {})
    assert not _streams.speaks_unicode(pipe("latin-1"), UTF8)


@pytest.mark.parametrize(
    ("asked", "environment", "expected"),
    [
        (None, {}, 80),
        (None, {"COLUMNS": "100"}, 100),
        (120, {"COLUMNS": "100"}, 120),
        (None, {"COLUMNS": "x"}, 80),
        (5, {}, 40),
        (None, {"COLUMNS": "900"}, 160),
    ],
)
def test_width(asked: int | None, environment: dict[str, str], expected: int) -> None:
    """The option, then COLUMNS, then eighty; within what can be read."""
    assert expected == _streams.width(asked, pipe(), environment)


def test_a_stream_that_cannot_hold_a_sign_gets_it_spelled_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No encoding makes the program fail."""
    stream = pipe("ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    _streams.write("a✔\udc80\n")
    written = stream.detach()
    assert isinstance(written, io.BytesIO)
    assert written.getvalue() == rb"a\u2714\udc80" + os.linesep.encode()
