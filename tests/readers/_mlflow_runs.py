"""What is logged to MLflow in its tests, and the sources that hold it."""

from __future__ import annotations

import math
from pathlib import Path

from convcheck.model import Source
from convcheck.readers._discovery import discover
from tests.readers._found import read_run

LOSSES = [(0, 1.0), (10, 0.1 + 0.2), (20, math.nan), (30, math.inf), (40, -math.inf), (50, 5e-324)]


def source_of(path: Path, run: str = "") -> Source:
    """Return a source of one file."""
    return Source(str(path), "mlflow", (str(path),), run=run)


def sources(path: Path, run: str | None = None) -> list[Source]:
    """Return the runs that are found under a path."""
    return discover(str(path), None, run, read_run)
