"""Logs written below a folder, and the runs found in them."""

from __future__ import annotations

import os
from pathlib import Path

from convcheck import pipeline
from convcheck.errors import InputError
from convcheck.model import Source
from convcheck.readers._discovery import discover
from convcheck.settings import Settings
from tests.readers import _event_bytes as eb


def count_objective(source: Source) -> int | None:
    """Count as the pipeline does."""
    try:
        return len(pipeline.read_run(source, Settings()).objective)
    except InputError:
        return None


def find(path: Path, from_format: str | None = None, run: str | None = None) -> list[Source]:
    """Find the runs as the pipeline does."""
    return discover(str(path), from_format, run, count_objective)


def files_below(path: Path, source: Source) -> list[str]:
    """Return a source's files relative to a folder."""
    return [os.path.relpath(file, path) for file in source.files]


def events(folder: Path, count: int = 5, tag: str = "loss", stamp: int = 1_700_000_000) -> Path:
    """Write an event file of one tag."""
    data = [eb.event([eb.simple(tag, 1 / (step + 1))], step) for step in range(count)]
    return eb.write(folder / f"events.out.tfevents.{stamp}.host", data)


def table(file: Path, count: int = 5, header: str = "step,loss") -> Path:
    """Write a CSV of two columns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [header] + [f"{step},{1 / (step + 1):.4f}" for step in range(count)]
    file.write_text("\n".join(rows) + "\n")
    return file
