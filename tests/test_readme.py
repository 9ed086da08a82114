"""The README says what the code does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import readme_tables
from tests.make_samples import SAMPLE_LOGS

TEXT = readme_tables.README.read_text(encoding="utf-8")
LONGEST = 130
"""Lines; more are no longer read."""
PASSING = (0, 1, 4)
"""Exit codes of a command that was understood and found its input."""
INSTALLS = ("pip ", "git ")


def _fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def _commands() -> list[str]:
    lines = [line for block in _fenced("sh") for line in block.splitlines()]
    inline = re.findall(r"`(convcheck [a-z.]+ [^`\n]+)`", TEXT)
    return [line for line in [*lines, *inline] if line and not line.startswith(INSTALLS)]


@pytest.fixture(name="here")
def _here(tmp_path: Path) -> Path:
    """Return a folder that holds the files that the README speaks of."""
    shutil.copy(SAMPLE_LOGS / "overfitting.csv", tmp_path / "run.csv")
    shutil.copy(SAMPLE_LOGS / "healthy.jsonl", tmp_path / "run.jsonl")
    shutil.copytree(SAMPLE_LOGS / "comb", tmp_path / "runs" / "comb")
    shutil.copytree(SAMPLE_LOGS / "resumed", tmp_path / "runs" / "resumed")
    return tmp_path


def test_the_generated_blocks_are_up_to_date() -> None:
    """What the code says is what the README shows; ``make readme`` writes it."""
    assert readme_tables.up_to_date(TEXT) == TEXT


def test_every_block_is_in_the_readme() -> None:
    """Each once, and none that is unknown."""
    assert sorted(readme_tables.BLOCKS) == sorted(re.findall(r"<!-- generated: (\S+) -->", TEXT))


def test_the_readme_is_short() -> None:
    """One look and a bit of scrolling."""
    assert len(TEXT.splitlines()) < LONGEST


def test_there_are_commands_to_try() -> None:
    """The next test would pass without any."""
    assert len(_commands()) >= 8


@pytest.mark.parametrize("command", _commands())
def test_every_command_runs(command: str, here: Path) -> None:
    """As it stands in the README, in a folder with such files."""
    surroundings = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(here / "summary.md"),
    }
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=here,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in PASSING
    assert "usage" not in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_the_python_example_runs(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lines from import to verdict."""
    monkeypatch.chdir(here)
    (example,) = _fenced("python")
    assert 3 == len([line for line in example.splitlines() if line])
    exec(example, {})  # noqa: S102 - the README's own words
