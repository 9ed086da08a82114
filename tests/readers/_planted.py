"""Logs written for one test, and what a reader makes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from convcheck import readers
from convcheck.model import Source
from convcheck.table import Catalog, LossTable, Wanted

if TYPE_CHECKING:
    from convcheck.model import FloatArray

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def files(pattern: str) -> list[Any]:
    """Return the shared files of a pattern as parameters, one skipped where there is none."""
    found = sorted(SHARED.glob(pattern))
    if not found:
        return [pytest.param(None, marks=pytest.mark.skip(reason="../shared is not here"))]
    return [pytest.param(path, id=path.name[-40:]) for path in found]


def source_of(content: bytes | str | list[object], reader: str = "jsonl") -> Source:
    """Return a source in memory; a list is written as JSON lines."""
    if isinstance(content, list):
        content = "".join(json.dumps(record) + "\n" for record in content)
    if isinstance(content, str):
        content = content.encode()
    return Source("-", reader, (), content)


def survey(source: Source) -> Catalog:
    """Survey with the reader that the source names."""
    return readers.get(source.format).survey(source)


def read_all(source: Source) -> LossTable:
    """Read every numeric column on the axis that its entry proves."""
    entries = survey(source).entries
    wanted = [Wanted(entry.name, entry.axis) for entry in entries if entry.numeric]
    return readers.get(source.format).read(source, wanted)


def read_one(source: Source, name: str, axis: str = "") -> tuple[list[float], list[float]]:
    """Return positions and values of one column as lists."""
    column = readers.get(source.format).read(source, [Wanted(name, axis)]).columns[name]
    return column.x.tolist(), column.value.tolist()


def codes(noted: Catalog | LossTable) -> dict[str, int]:
    """Return the notes as code to count."""
    return {note.code: note.count for note in noted.notes}


def same_bits(expected: FloatArray | Sequence[float], found: FloatArray | Sequence[float]) -> bool:
    """Return whether two series are alike, -0.0 unlike 0.0 and NaN equal to NaN."""
    one, other = np.asarray(expected, np.float64), np.asarray(found, np.float64)
    signs = np.array_equal(np.signbit(one), np.signbit(other)) or bool(np.isnan(one).any())
    return bool(np.array_equal(one, other, equal_nan=True) and signs)
