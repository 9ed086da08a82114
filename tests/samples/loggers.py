"""Logs as real loggers write them: names, columns, order and precision; the bytes never change.

Losses come as 32-bit floats, as they come from a GPU, so that the last bit of an exponential on
another machine changes nothing.
"""

from __future__ import annotations

import csv
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convcheck.curves import Curve
from tests.readers._event_bytes import FLOAT, content, event, simple, tensor, write

Floats = NDArray[np.float64]
Cell = float | int | str | None
Scalars = Iterable[tuple[int, Mapping[str, float]]]

FIRST_SECOND = 1_767_225_600
"""When every story begins: midnight before 1 January 2026, UTC."""


def single(values: Floats | float) -> Floats:
    """Return values as a GPU computed them: rounded to 32 bits."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def cosine(peak: float, count: int) -> Floats:
    """Return a rate that falls from ``peak`` to a tenth of it, shape (count,)."""
    place = np.linspace(0, 1, count)
    return np.asarray(peak * (0.55 + 0.45 * np.cos(np.pi * place)))


def validation_by_step(curve: Curve) -> dict[int, float]:
    """Return the validation loss, rounded to 32 bits, by step."""
    assert curve.validation_step is not None
    assert curve.validation is not None
    values = single(curve.validation).tolist()
    return dict(zip(curve.validation_step.tolist(), values, strict=True))


def write_json_lines(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    """Write a record a line, as ``json.dumps`` does, NaN and all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(json.dumps(record) + "\n" for record in records).encode())


def write_csv(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Cell]],
    missing: str = "",
    line_end: str = "\n",
) -> None:
    """Write a header and rows; a column that a row lacks holds the logger's word for missing."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([row.get(name, missing) for name in columns] for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode())


def write_torch_events(path: Path, scalars: Scalars, second: int, seconds_a_step: float) -> None:
    """Write an event file as torch's SummaryWriter does: one record a value, ``simple_value``."""
    write(
        path,
        [
            _version(second),
            *(
                event([simple(tag, value)], step or None, second + seconds_a_step * step)
                for step, values in scalars
                for tag, value in values.items()
            ),
        ],
    )


def write_keras_events(path: Path, scalars: Scalars, second: int, seconds_a_step: float) -> None:
    """Write an event file as Keras' TensorBoard callback does: scalars in ``tensor_content``."""
    write(
        path,
        [
            _version(second),
            *(
                event(
                    [tensor(tag, FLOAT, content(struct.pack("<f", value)))],
                    step or None,
                    second + seconds_a_step * (step + 1),
                )
                for step, values in scalars
                for tag, value in values.items()
            ),
        ],
    )


def _version(second: int) -> bytes:
    return b"\x09" + struct.pack("<d", second) + b"\x1a\x0dbrain.Event:2"
