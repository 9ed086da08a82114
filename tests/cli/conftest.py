"""Fixtures of the command line: a stand-in for the analysis, an empty working directory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import convcheck
from tests.cli import _stubbed

Stub = Callable[[str], None]


@pytest.fixture(autouse=True)
def _clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, without settings of the machine."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    _stubbed.calls.clear()


@pytest.fixture(name="stub")
def _stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Return a function that puts an outcome in place of the analysis."""

    def put(outcome: str) -> None:
        stand_in = _stubbed.pipeline(outcome)
        monkeypatch.setitem(sys.modules, "convcheck.pipeline", stand_in)
        monkeypatch.setattr(convcheck, "pipeline", stand_in, raising=False)

    return put
