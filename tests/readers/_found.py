"""Logs written below a folder, and the runs found in them."""

from __future__ import annotations

import os
from pathlib import Path

from convcheck import pipeline
from convcheck.errors import InputError
from convcheck.model import Run, Source
from convcheck.readers._discovery import discover
from convcheck.settings import Settings
from tests.readers import _event_bytes as eb


def read_run(source: Source) -> Run | None:
    """Read as the pipeline does."""
    try:
        return pipeline.read_run(source, Settings())
    except InputError:
        return None


def count_objective(source: Source) -> int | None:
    """Count the points of the objective; none where there is no such series."""
    run = read_run(source)
    return None if run is None else len(run.objective)


def find(path: Path, from_format: str | None = None, run: str | None = None) -> list[Source]:
    """Find the runs as the pipeline does."""
    return discover(str(path), from_format, run, read_run)


def files_below(path: Path, source: Source) -> list[str]:
    """Return a source's files relative to a folder."""
    return [os.path.relpath(file, path) for file in source.files]


def events(
    folder: Path, count: int = 5, tag: str = "loss", stamp: int = 1_700_000_000, stride: int = 1
) -> Path:
    """Write an event file of one tag."""
    steps = range(0, count * stride, stride)
    data = [eb.event([eb.simple(tag, 1 / (step + 1))], step) for step in steps]
    return eb.write(folder / f"events.out.tfevents.{stamp}.host", data)


def table(
    file: Path, count: int = 5, header: str = "step,loss", stride: int = 1, level: float = 0.0
) -> Path:
    """Write a CSV of two columns; one of each ``stride`` steps of a training that ends there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    steps = range(0, count * stride, stride)
    rows = [header] + [f"{step},{level + 1 / (step + 1):.4f}" for step in steps]
    file.write_text("\n".join(rows) + "\n")
    return file
