"""The sample logs tell the stories that were planted in them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import convcheck
from convcheck.curves import Curve
from tests.make_samples import SAMPLE_LOGS, STORIES, write_all

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((SAMPLE_LOGS / "expected.toml").read_text())
LARGEST_BYTES = 60_000
DESCRIPTIONS = ("README.md", "expected.toml")

every_story = pytest.mark.parametrize("name", STORIES)


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Curve]]:
    folder = tmp_path_factory.mktemp("samples")
    return folder, write_all(folder)


def _files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: path.read_bytes()
        for name, path in sorted(found.items())
        if path.is_file() and name not in DESCRIPTIONS
    }


@every_story
def test_a_story_is_told_as_expected(name: str) -> None:
    """Verdict, exit code, settling step and findings are those that ``expected.toml`` pins."""
    expected = EXPECTED[name]
    report = convcheck.analyze(SAMPLE_LOGS / name)
    (run,) = report.runs
    assert expected["verdict"] == run.diagnosis.verdict
    assert expected["exit_code"] == report.exit_code
    if "settled" in expected:
        low, high = expected["settled"]
        assert run.diagnosis.settling is not None
        assert low <= run.diagnosis.settling.step <= high


@every_story
def test_a_story_shows_its_symptoms_and_no_graver_ones(name: str) -> None:
    """Every expected rule fires where it should; nothing else is a warning or an error."""
    expected = EXPECTED[name].get("codes", {})
    (run,) = convcheck.analyze(SAMPLE_LOGS / name).runs
    findings = {found.rule.code: found for found in run.diagnosis.findings}
    for code, place in expected.items():
        assert code in findings
        span = findings[code].evidence.span
        assert not place or (span is not None and place[0] <= span.first <= place[1])
    assert {c for c, found in findings.items() if found.severity != "info"} <= set(expected)


@every_story
def test_what_is_expected_is_what_was_planted(
    name: str, made: tuple[Path, dict[str, Curve]]
) -> None:
    """Verdict and settling step were known before any noise was drawn."""
    truth, expected = made[1][name].truth, EXPECTED[name]
    assert truth.verdict == expected["verdict"]
    if "settled" in expected:
        low, high = expected["settled"]
        assert low <= truth.settling[0.02] <= high


def test_the_samples_are_made_anew_byte_for_byte(made: tuple[Path, dict[str, Curve]]) -> None:
    """``make samples`` changes nothing, and nothing else lies in the folder."""
    assert _files(made[0]) == _files(SAMPLE_LOGS)


def test_every_story_is_small_and_told() -> None:
    """Each is listed in ``expected.toml`` and in the README, and quickly copied."""
    assert sorted(STORIES) == sorted(EXPECTED)
    words = (SAMPLE_LOGS / "README.md").read_text()
    assert [name for name in STORIES if f"**{name}" not in words] == []
    assert max(len(content) for content in _files(SAMPLE_LOGS).values()) < LARGEST_BYTES
