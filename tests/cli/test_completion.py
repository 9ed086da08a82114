"""What a shell offers for a value that is begun."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("explain CC40", [f"CC40{number}" for number in range(1, 8)]),
        ("explain over", ["overfitting"]),
        ("explain osc", ["oscillating", "oscillating-loss"]),
        ("analyze run.csv --to js", ["json", "jsonl"]),
        ("analyze run.csv --from par", ["parquet"]),
        ("inspect run.csv --from par", ["parquet"]),
        ("analyze run.csv --select CC60", [f"CC60{number}" for number in range(1, 6)]),
        ("analyze run.csv --ignore CC401,CC60", [f"CC401,CC60{number}" for number in range(1, 6)]),
        ("analyze run.csv --accept stuck,d", ["stuck,diverged"]),
        ("analyze run.csv --fail-on w", ["warning"]),
    ],
)
def test_values_are_offered(line: str, offered: list[str]) -> None:
    """Codes, names, verdicts and formats; in lists the one that is begun."""
    words = f"convcheck {line}"
    asked = {
        "_CONVCHECK_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    program = [sys.executable, "-m", "convcheck"]
    done = subprocess.run(
        program, env=os.environ | asked, capture_output=True, text=True, check=True
    )
    assert offered == done.stdout.split()
