"""The commands beside analyze."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from convcheck import __version__, examples, rules, verdicts
from convcheck.cli import run
from convcheck.rule import Verdict
from tests.cli.conftest import Stub

COMMANDS = ("analyze", "inspect", "explain", "rules", "convert", "config")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that succeeds and return what it prints."""
    assert run(arguments) == 0
    return capsys.readouterr().out


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Name and number, for bug reports."""
    assert printed(capsys, "--version") == f"convcheck {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And the program's own help names it."""
    assert f"convcheck {command}" in printed(capsys, command, "-h")
    assert f"\n  {command} " in printed(capsys, "--help")


def test_help_shows_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """As they are written, not rewrapped."""
    text = printed(capsys, "--help")
    assert "\n    convcheck run.csv   " in text
    assert "4 inconclusive" in text


def test_rules_lists_every_rule_once(capsys: pytest.CaptureFixture[str]) -> None:
    """As text, Markdown and JSON alike, sorted by code."""
    codes = [rule.code for rule in rules.all_rules()]
    assert codes == sorted(set(codes))
    listed = json.loads(printed(capsys, "rules", "--to", "json"))
    assert codes == [each["code"] for each in listed]
    table = printed(capsys, "rules", "--to", "markdown").splitlines()
    assert codes == [row.split()[1] for row in table[2:]]
    lines = printed(capsys, "rules").splitlines()
    assert codes == [line.split()[0] for line in lines]
    for rule, line in zip(rules.all_rules(), lines, strict=True):
        assert line.endswith(f" {rule.summary}")
    wrapped = printed(capsys, "rules", "--width", "60")
    assert codes == [w for w in wrapped.split() if w in codes]
    assert max(map(len, wrapped.splitlines())) <= 60


@pytest.mark.parametrize("rule", [rule.code for rule in rules.all_rules()])
def test_every_rule_can_be_explained(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By code, number and name, as data, and with a picture; nothing is unfilled."""
    text = printed(capsys, "explain", rule)
    assert text == printed(capsys, "explain", rule.lower())
    assert text == printed(capsys, "explain", rules.rule(rule).name)
    assert text == printed(capsys, "explain", rule.removeprefix("CC"))
    assert not re.search(r"[<>{}]\w|\w[<>{}]|\(\)| [,;)]", text)
    assert bool(re.search(r"\b[NXPR]\b", text)) == ("\n Letters\n" in text)
    for title in ("Why it matters", "How it is decided", "When it can be wrong", "What to do"):
        assert f"\n {title}\n" in text
    assert json.loads(printed(capsys, "explain", rule, "--to", "json"))["code"] == rule
    assert printed(capsys, "explain", rule, "--to", "markdown").startswith(f"# {rule} ")
    picture = printed(capsys, "explain", rule, "--plot").removeprefix(text)
    planted = rules.rule(rule).fires[0]
    assert "└" in picture
    assert planted.note in picture
    assert ("● validation" in picture) == ("validation" in examples.build(planted).series)


@pytest.mark.parametrize("verdict", [verdict.value for verdict in Verdict])
def test_every_verdict_can_be_explained(verdict: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With a chart of a planted example where asked for."""
    assert verdict in printed(capsys, "explain", verdict)
    assert "─" in printed(capsys, "explain", verdict, "--plot")
    assert printed(capsys, "explain", verdict, "--plot", "--ascii").isascii()


def test_the_example_of_a_verdict_shows_it() -> None:
    """The planted truth of each chart is the verdict that it stands for."""
    from convcheck import curves

    for verdict, text in verdicts.VERDICTS.items():
        planted = curves.generate(text.example.family, **text.example.parameters)
        if verdict is Verdict.INCONCLUSIVE:
            assert len(planted.step) < 6
        else:
            assert verdict.value == str(planted.truth.verdict)


def test_config_tells_where_each_setting_came_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Value and origin of every key."""
    file = Path.cwd() / "convcheck.toml"
    file.write_text('band = "5%"\n')
    monkeypatch.setenv("CONVCHECK_ACCEPT", "stuck")
    shown = json.loads(printed(capsys, "config", "--json"))
    assert shown["band"] == {"value": "5%", "from": str(file)}
    assert shown["accept"] == {"value": ["stuck"], "from": "CONVCHECK_ACCEPT"}
    assert shown["goal"] == {"value": None, "from": "default"}
    rows = [line.split() for line in printed(capsys, "config").splitlines()]
    assert ["band", "5%", str(file)] in rows
    assert ["goal", "-", "default"] in rows


def test_config_refuses_what_analyze_would_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong file is found before it matters."""
    Path("convcheck.toml").write_text("bnad = 3\n")
    assert run(["config"]) == 2
    assert "'band'" in capsys.readouterr().err
    Path("convcheck.toml").write_text('ignore = "CC9999"\n')
    assert run(["config"]) == 2


def test_help_shows_a_configuration_that_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """The example of ``config --help`` with limits and severities loads; no option is made up."""
    told = printed(capsys, "config", "--help")
    example = told.partition("[tool.convcheck.limits]:")[2]
    Path("convcheck.toml").write_text(textwrap.dedent(example))
    shown = json.loads(printed(capsys, "config", "--json"))
    assert {"limits.CC401.rise", "severities.CC401"} <= set(shown)
    for command in ("config", "inspect"):
        assert "--to json" not in printed(capsys, command, "--help")


def test_inspect_shows_what_was_recognised(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    """As text with names escaped, and as data."""
    stub("converged")
    text = printed(capsys, "inspect", "run.csv")
    assert "`loss` (12 points)" in text
    assert "\x1b" not in text
    data = json.loads(printed(capsys, "inspect", "run.csv", "--json"))
    assert data[0]["series"] == {"train": {"name": "loss", "points": 12}}


def test_inspecting_nothing_is_three(stub: Stub) -> None:
    """No log, no success."""
    stub("unread")
    assert run(["inspect", "empty/"]) == 3
