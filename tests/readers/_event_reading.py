"""Reading event files in tests: through the reader, and through TensorBoard's own loader."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import pytest

from convcheck.model import Source
from convcheck.readers import tensorboard
from convcheck.table import LossTable, Wanted
from tests.readers import _event_bytes as eb

SHARED = Path(__file__).parents[3] / "shared" / "data"
Points = list[tuple[float, float | str]]


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="skipped: no shared data")


def source_of(*files: Path, splits: dict[str, str] | None = None) -> Source:
    """Return the files as one run."""
    return Source(str(files[0].parent), "tensorboard", tuple(map(str, files)), splits=splits or {})


def read_all(source: Source) -> LossTable:
    """Read every series."""
    names = [entry.name for entry in tensorboard.survey(source).entries]
    return tensorboard.read(source, [Wanted(name) for name in names])


def points(table: LossTable) -> dict[str, Points]:
    """Return step and value of every series; NaN as a text, so that it equals itself."""
    return {
        name: [
            (x, comparable(value))
            for x, value in zip(column.x.tolist(), column.value.tolist(), strict=True)
        ]
        for name, column in table.columns.items()
    }


def comparable(value: float) -> float | str:
    """Return a value that equals itself."""
    return "nan" if math.isnan(value) else value


def reference(file: Path) -> dict[str, Points]:
    """Return what TensorBoard's own loader finds, with steps that are all zero counted."""
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    from tensorboard.util import tensor_util

    found: dict[str, Points] = defaultdict(list)
    plugins: dict[str, str] = {}
    for event in EventFileLoader(str(file)).Load():
        for value in event.summary.value:
            plugin = plugins.setdefault(value.tag, value.metadata.plugin_data.plugin_name)
            if plugin == "scalars" and value.tensor.dtype not in (0, eb.STRING):
                number = float(tensor_util.make_ndarray(value.tensor).item())
                found[value.tag].append((event.step, comparable(number)))
    for tag, rows in found.items():
        if len(rows) > 1 and not any(step for step, _ in rows):
            found[tag] = [(float(place), value) for place, (_, value) in enumerate(rows)]
    return dict(found)
