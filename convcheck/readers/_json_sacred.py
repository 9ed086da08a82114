"""``metrics.json`` of Sacred: for each metric its steps, time stamps and values, as three lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

_KEYS = frozenset({"steps", "values"})


def sacred_rows(value: Mapping[str, Any]) -> list[Row]:
    """Return one row for each value, in the order of their time stamps or else steps; or none."""
    if not value or not all(map(_is_metric, value.values())):
        return []
    rows: list[tuple[Any, Row]] = []
    timed = all("timestamps" in each for each in value.values())
    for name, each in value.items():
        stamps = each["timestamps"] if timed else each["steps"]
        for stamp, step, cell in zip(stamps, each["steps"], each["values"], strict=True):
            plain = cell.get("value") if isinstance(cell, dict) else cell  # a number of NumPy's
            rows.append((stamp, {"step": step, name: plain}))
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def _is_metric(value: object) -> bool:
    """Return whether this is what Sacred keeps of one metric."""
    if not isinstance(value, dict) or not value.keys() >= _KEYS:
        return False
    steps, values = value["steps"], value["values"]
    if not isinstance(steps, list) or not isinstance(values, list) or len(steps) != len(values):
        return False
    stamps = value.get("timestamps", [""] * len(steps))
    if not isinstance(stamps, list) or len(stamps) != len(steps):
        return False
    return all(isinstance(step, float) for step in steps) and all(
        isinstance(stamp, str) for stamp in stamps
    )
