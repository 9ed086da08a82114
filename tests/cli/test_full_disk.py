"""A report that cannot be written is no defect of the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from convcheck import exit_codes

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("analyze", []),
        ("analyze", ["-q"]),
        ("analyze", ["--to", "json"]),
        ("convert", ["-o", "csv:-"]),
        ("convert", ["-o", "jsonl:-"]),
        ("convert", ["-o", "parquet:-"]),
    ],
)
def test_a_full_disk_is_told_as_such(tmp_path: Path, command: str, options: list[str]) -> None:
    """The exit code is that of unusable output, and one line says why."""
    log = tmp_path / "log.csv"
    log.write_text("step,loss\n" + "".join(f"{k},{2 / k}\n" for k in range(1, 40)))
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "convcheck", command, str(log), *options],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert exit_codes.UNUSABLE_INPUT == done.returncode
    assert "cannot write the " in done.stderr
    assert "Traceback" not in done.stderr
