"""Runs on disk, in shards of plain arrays and JSON: nothing that could hold code."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from tests.accuracy.kept import written_whole
from tests.accuracy.labelling import Label
from tests.accuracy.zoo.run import ZooRun

VERSION = 5
"""Raised whenever a recipe, a task or the labelling changes: older shards are then ignored."""

SHARD_SIZE = 20
"""Runs of a shard."""

DEFAULT_CACHE = Path(__file__).resolve().parents[3] / ".cache" / "zoo"
"""In the root of the repository, ignored by git."""

STEP_SERIES = frozenset({"step", "validation_step", "dense_step"})
"""Series of whole numbers."""


def shard_path(cache: Path, seed: int, shard: int) -> Path:
    """Where a shard lies."""
    return cache / f"v{VERSION}-seed{seed}-{shard * SHARD_SIZE:05d}.npz"


def write_shard(path: Path, runs: list[ZooRun]) -> None:
    """Write the runs of a shard: one vector of numbers, one JSON text that cuts it up."""
    pieces: list[np.ndarray[Any, np.dtype[np.float64]]] = []
    described, at = [], 0
    for run in runs:
        plain, spans = {}, {}
        for field in fields(run):
            value = getattr(run, field.name)
            if isinstance(value, np.ndarray):
                pieces.append(value.astype(np.float64))
                spans[field.name] = (at, at + value.size)
                at += value.size
            else:
                plain[field.name] = _label_to_json(value) if field.name == "label" else value
        described.append({"plain": plain, "spans": spans})
    text = np.frombuffer(json.dumps(described).encode(), dtype=np.uint8)
    with written_whole(path) as partial, partial.open("wb") as stream:
        (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        np.savez_compressed(stream, text=text, numbers=np.concatenate(pieces))


def read_shard(path: Path) -> list[ZooRun]:
    """Read the runs of a shard back, equal to what was written."""
    with np.load(path, allow_pickle=False) as stored:
        numbers, described = stored["numbers"], json.loads(stored["text"].tobytes())
    return [_run(entry["plain"], entry["spans"], numbers) for entry in described]


def _run(
    plain: dict[str, Any], spans: dict[str, tuple[int, int]], numbers: np.ndarray[Any, Any]
) -> ZooRun:
    series = {name: numbers[start:stop] for name, (start, stop) in spans.items()}
    for name in STEP_SERIES & series.keys():
        series[name] = series[name].astype(np.int64)
    hyper = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in plain["hyper"].items()
    }
    return ZooRun(**{**plain, **series, "hyper": hyper, "label": _label_from_json(plain["label"])})


def _label_to_json(label: Label) -> dict[str, Any]:
    record = asdict(label)
    return {
        **record,
        "acceptable": sorted(record["acceptable"]),
        "flags": sorted(record["flags"]),
    }


def _label_from_json(record: dict[str, Any]) -> Label:
    return Label(
        outcome=record["outcome"],
        acceptable=frozenset(record["acceptable"]),
        ambiguous=record["ambiguous"],
        ambiguity=tuple(record["ambiguity"]),
        flags=frozenset(record["flags"]),
        evidence=record["evidence"],
    )
