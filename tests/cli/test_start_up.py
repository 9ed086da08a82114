"""Start-up is a feature: commands load what they need, and no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"numpy", "pyarrow", "plotext", "rich", "pandas"}
LOADED = "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"


def loaded(module: str, *arguments: str) -> set[str]:
    """Return the packages that a run of the program loads."""
    program = (
        f"import sys, runpy; sys.argv = {[module, *arguments]!r}\n"
        f"try: runpy.run_module({module!r}, run_name='__main__')\n"
        f"finally: {LOADED}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["analyze", "--help"],
        ["inspect", "--help"],
        ["explain", "--help"],
        ["convert", "--help"],
        ["rules"],
        ["rules", "--to", "json"],
        ["explain", "oscillating"],
        ["explain", "CC201", "--no-plot"],
        ["config"],
    ],
    ids=" ".join,
)
def test_what_analyzes_nothing_loads_nothing_heavy(arguments: list[str]) -> None:
    """Help, listings and explanations come at once."""
    packages = loaded("convcheck", *arguments)
    assert "typer" in packages
    assert set() == packages & HEAVY


@pytest.mark.parametrize("option", ["--json", "-q"])
def test_formats_for_programs_load_no_picture(option: str) -> None:
    """JSON needs neither rich nor plotext."""
    packages = loaded("tests.cli._stubbed", "converged", "run.csv", option)
    assert set() == packages & {"rich", "plotext"}
