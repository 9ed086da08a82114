"""Progress: nothing for quick work, one line that goes away for the rest."""

from __future__ import annotations

import io
import sys

import pytest

from convcheck.cli import _progress


class Screen(io.StringIO):
    """Standard error as a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        """Return what was asked for."""
        return self.terminal


@pytest.mark.parametrize(
    ("seconds", "terminal", "shown"), [(0.1, True, False), (2.1, True, True), (9.0, False, False)]
)
def test_progress_is_shown_to_a_person_who_waits(
    monkeypatch: pytest.MonkeyPatch, seconds: float, terminal: bool, shown: bool
) -> None:
    """Only after two seconds, only on a terminal, and it is erased at the end."""
    clock = [100.0]
    screen = Screen(terminal)
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    monkeypatch.setattr(sys, "stderr", screen)
    progress = _progress.Progress()
    clock[0] += seconds
    progress("runs/\x1b[31ma.csv")
    progress.clear()
    expected = f"{_progress.ERASE_LINE}runs/\\x1b[31ma.csv{_progress.ERASE_LINE}"
    assert (expected if shown else "") == screen.getvalue()
