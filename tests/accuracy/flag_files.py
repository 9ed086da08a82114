"""Curves written down as loggers do: CSV, JSON lines and event files, whole or cut off."""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.event_files import FIRST_WALL_TIME, VERSION_EVENT, framed_all, length_delimited
from tests.bench.event_files import varint as encoded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convcheck.curves import Curve
    from tests.accuracy.flag_curves import Planted

FORMATS = ("csv", "jsonl", "events")
NUMBERS = ("{!r}", "{:.4f}", "{:.6g}", "{:.3e}")
"""How loggers write a number into text."""
NO_LAST_NEWLINE = 0.05
"""Share of whole texts that end without one, as some writers leave them."""


def write_log(planted: Planted, folder: Path) -> Path:
    """Write a curve in one of the formats, cut where that is its flag; return what to analyze."""
    random, curve = planted.random, planted.curve
    kind = FORMATS[int(random.integers(len(FORMATS)))]
    if kind == "events":
        return _write_events(planted, folder)
    form = NUMBERS[int(random.integers(len(NUMBERS)))]
    lines = _csv(curve, form) if kind == "csv" else _json_lines(curve, form)
    text = "".join(line + "\n" for line in lines).encode()
    if planted.flag == "truncated":
        text = text[: -1 - _missing(len(lines[-1]), random)]
    elif random.random() < NO_LAST_NEWLINE:
        text = text[:-1]
    path = folder / f"log.{kind}"
    path.write_bytes(text)
    return path


def _missing(length: int, random: np.random.Generator) -> int:
    """Draw how many bytes of the last record were never written: one at least, not all."""
    return int(random.integers(1, length))


def _csv(curve: Curve, form: str) -> list[str]:
    columns = [[str(step) for step in curve.step.tolist()], _written(curve.loss, form)]
    names = ["step", "loss"]
    if curve.learning_rate is not None:
        columns.append(_written(curve.learning_rate, "{!r}"))
        names.append("lr")
    return [",".join(names), *map(",".join, zip(*columns, strict=True))]


def _json_lines(curve: Curve, form: str) -> list[str]:
    rates = [None] * len(curve.step) if curve.learning_rate is None else curve.learning_rate
    losses = map(float, _written(curve.loss, form))
    lines = []
    for step, loss, rate in zip(curve.step.tolist(), losses, rates, strict=True):
        record = {"step": step, "loss": loss}
        lines.append(json.dumps(record if rate is None else record | {"lr": float(rate)}))
    return lines


def _written(values: Sequence[float] | np.ndarray, form: str) -> list[str]:
    return [form.format(float(value)) for value in values]


def _write_events(planted: Planted, folder: Path) -> Path:
    """Write an event file, or two where the run was resumed: each start opens a new one."""
    curve = planted.curve
    back = np.flatnonzero(np.diff(curve.step) < 0) + 1
    bounds = [0, *back.tolist(), len(curve.step)]
    for number, (begin, end) in enumerate(pairwise(bounds)):
        records = framed_all([VERSION_EVENT, *_events(curve, begin, end)])
        content = b"".join(records)
        if planted.flag == "truncated":
            content = content[: -_missing(len(records[-1]), planted.random)]
        name = f"events.out.tfevents.{int(FIRST_WALL_TIME) + 100_000 * number}.host"
        (folder / name).write_bytes(content)
    return folder


def _events(curve: Curve, begin: int, end: int) -> list[bytes]:
    tag = length_delimited(1, b"train/loss")
    return [
        b"\x09"
        + struct.pack("<d", FIRST_WALL_TIME + at)
        + b"\x10"
        + encoded(int(curve.step[at]))
        + length_delimited(5, length_delimited(1, tag + b"\x15" + struct.pack("<f", value)))
        for at, value in enumerate(curve.loss[begin:end].astype(np.float32).tolist(), begin)
    ]
