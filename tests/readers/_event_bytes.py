"""Event files byte by byte, for tests: every encoding of a scalar, and what is none."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from tests.bench.event_files import framed, length_delimited, varint

FLOAT, DOUBLE, INT32, STRING, INT64, BFLOAT16, HALF = 1, 2, 3, 7, 9, 14, 19
"""TensorFlow's numbers of data types."""

VERSION = b"\x09" + struct.pack("<d", 1_700_000_000.0) + b"\x1a\x0dbrain.Event:2"
SESSION_START = b"\x09" + struct.pack("<d", 1_700_000_000.0) + b"\x3a\x02\x08\x01"


def event(values: Iterable[bytes], step: int | None = None, wall_time: float = 1.7e9) -> bytes:
    """Return the data of a record that holds summary values."""
    summary = b"".join(length_delimited(1, value) for value in values)
    counted = b"" if step is None else b"\x10" + varint(step)
    return b"\x09" + struct.pack("<d", wall_time) + counted + length_delimited(5, summary)


def simple(tag: str, value: float) -> bytes:
    """Return a summary value as torch and TF1 write it."""
    return length_delimited(1, tag.encode()) + b"\x15" + struct.pack("<f", value)


def tensor(
    tag: str, dtype: int, content: bytes, shape: bytes = b"\x12\x00", plugin: str = "scalars"
) -> bytes:
    """Return a summary value with a tensor; ``content`` is its fields after type and shape."""
    value = length_delimited(1, tag.encode())
    value += length_delimited(8, b"\x08" + varint(dtype) + shape + content)
    if plugin:
        value += length_delimited(9, length_delimited(1, length_delimited(1, plugin.encode())))
    return value


def content(raw: bytes) -> bytes:
    """Return the field tensor_content, as TF2 writes it."""
    return length_delimited(4, raw)


def write(path: Path, events: Iterable[bytes]) -> Path:
    """Write an event file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(framed(data) for data in events))
    return path


FLOAT32 = float(np.float32(0.1))
SINGLE, WIDE = struct.pack("<f", 0.1), struct.pack("<d", 0.1)
THIRD = float(np.array([0x3555], "<u2").view("<f2")[0])
ONE_ELEMENT = b"\x12\x04\x12\x02\x08\x01"
TENSORS = {
    "tensor_content": (FLOAT, content(SINGLE), FLOAT32),
    "float_val packed": (FLOAT, length_delimited(5, SINGLE), FLOAT32),
    "float_val unpacked": (FLOAT, b"\x2d" + SINGLE, FLOAT32),
    "double_val": (DOUBLE, length_delimited(6, WIDE), 0.1),
    "double content": (DOUBLE, content(WIDE), 0.1),
    "int32 content": (INT32, content(struct.pack("<i", -7)), -7.0),
    "int_val": (INT32, length_delimited(7, varint(-7)), -7.0),
    "int64_val": (INT64, length_delimited(10, varint(2**40)), 2.0**40),
    "half_val": (HALF, length_delimited(13, varint(0x3555)), THIRD),
    "half content": (HALF, content(b"\x55\x35"), THIRD),
    "bfloat16_val": (BFLOAT16, length_delimited(13, varint(0x3FC0)), 1.5),
    "bfloat16 content": (BFLOAT16, content(b"\xc0\x3f"), 1.5),
}
ENCODINGS = {
    name: (tensor("loss", dtype, raw), value) for name, (dtype, raw, value) in TENSORS.items()
} | {
    "simple_value": (simple("loss", 0.1), FLOAT32),
    "no plugin": (tensor("loss", FLOAT, content(SINGLE), plugin=""), FLOAT32),
    "no shape": (tensor("loss", FLOAT, content(SINGLE), shape=b""), FLOAT32),
    "one element": (tensor("loss", FLOAT, content(SINGLE), shape=ONE_ELEMENT), FLOAT32),
    "NaN": (simple("loss", math.nan), math.nan),
    "infinity": (simple("loss", -math.inf), -math.inf),
}
"""Name to a summary value under the tag ``loss``, and what it must read as."""
