"""Large TensorBoard event files, written fast and alike for every seed.

Everything here is written from the format's definition and shares no code with the reader, so that
a mistake in one cannot hide in the other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Encoding = Literal["simple", "tensor"]
Bytes = NDArray[np.uint8]

FIRST_WALL_TIME = 1_700_000_000.0
SECONDS_PER_STEP = 0.25
STEPS_PER_BLOCK = 100_000
"""Steps built at once: bounds the generator's memory."""
VERSION_EVENT = b"\x09" + struct.pack("<d", FIRST_WALL_TIME) + b"\x1a\x0dbrain.Event:2"


def write_scalars(
    path: Path, steps: int, tags: Sequence[str], encoding: Encoding = "simple", seed: int = 0
) -> None:
    """Write ``steps`` falling values under each tag, one record a value."""
    with path.open("wb") as out:
        out.write(framed(VERSION_EVENT))
        for first, last in _blocks(1, steps + 1):
            out.write(_step_rows(first, last, tags, encoding, seed).tobytes())


def write_mixed(path: Path, steps: int, seed: int = 0) -> None:
    """Write one scalar a step, a histogram every 100 steps and an image every 1,000."""
    generator = np.random.default_rng(seed)
    with path.open("wb") as out:
        out.write(framed(VERSION_EVENT))
        for first, last in _blocks(1, steps + 1):
            rows = _step_rows(first, last, ["train/loss"], "simple", seed)
            starts = range(0, len(rows), 100)
            histograms = framed_all([_histogram_event(first + at, generator) for at in starts])
            images = framed_all([_image_event(first + at, generator) for at in starts[::10]])
            for number, at in enumerate(starts):
                out.write(rows[at : at + 100].tobytes() + histograms[number])
                if number % 10 == 0:
                    out.write(images[number // 10])


def write_small_files(folder: Path, files: int, steps: int = 500, seed: int = 0) -> None:
    """Write many runs of three tags, each in a folder of its own."""
    for number in range(files):
        run = folder / f"run_{number:04d}"
        run.mkdir(parents=True, exist_ok=True)
        name = f"events.out.tfevents.{1_700_000_000 + number}.host"
        write_scalars(run / name, steps, ["train/loss", "val/loss", "lr"], seed=seed + number)


def framed(data: bytes) -> bytes:
    """Return a record: length and its checksum, then data and its checksum."""
    return framed_all([data])[0]


def framed_all(contents: Sequence[bytes]) -> list[bytes]:
    """Return a record for each content."""
    lengths = [struct.pack("<Q", len(data)) for data in contents]
    length_sums = _masked_crc(np.frombuffer(b"".join(lengths), np.uint8).reshape(-1, 8))
    rows = np.zeros((len(contents), max(map(len, contents))), np.uint8)
    for row, data in zip(rows, contents, strict=True):
        row[: len(data)] = np.frombuffer(data, np.uint8)
    sums = _masked_crc(rows, [len(data) for data in contents])
    return [
        length + struct.pack("<I", length_sum) + data + struct.pack("<I", data_sum)
        for length, length_sum, data, data_sum in zip(
            lengths, length_sums, contents, sums, strict=True
        )
    ]


def length_delimited(field: int, content: bytes) -> bytes:
    """Return a protobuf field of wire type 2."""
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(number: int) -> bytes:
    """Return a protobuf varint; negative numbers take ten bytes."""
    number &= (1 << 64) - 1
    digits = bytearray()
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes([*digits, number])


def _blocks(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a range of steps where the step's varint grows and where a block is full."""
    while first < end:
        wider = 1 << 7 * len(varint(first))
        last = min(first + STEPS_PER_BLOCK, wider, end)
        yield first, last
        first = last


def _step_rows(first: int, last: int, tags: Sequence[str], encoding: Encoding, seed: int) -> Bytes:
    """Return shape (last - first, bytes a step): the records of all tags side by side."""
    steps = np.arange(first, last)
    generator = np.random.default_rng([seed, first])
    parts = []
    for number, tag in enumerate(tags):
        noise = generator.normal(0, 0.02, len(steps))
        values = (number + 1) * (np.exp(-steps / 20_000) + 0.1 + noise)
        parts.append(_tag_rows(tag, steps, values.astype("<f4"), encoding))
    return np.concatenate(parts, axis=1)


def _tag_rows(
    tag: str, steps: NDArray[np.int64], values: NDArray[np.float32], encoding: Encoding
) -> Bytes:
    """Return shape (n, bytes a record)."""
    digits = len(varint(int(steps[0])))
    value, value_at = _scalar_value(tag, encoding)
    summary = length_delimited(5, length_delimited(1, value))
    event = b"\x09" + bytes(8) + b"\x10" + bytes(digits) + summary
    value_at += len(event) - len(value)
    rows = np.tile(np.frombuffer(event, np.uint8), (len(steps), 1))
    wall = FIRST_WALL_TIME + SECONDS_PER_STEP * steps
    rows[:, 1:9] = wall.astype("<f8").view(np.uint8).reshape(-1, 8)
    for digit in range(digits):
        more = 128 if digit < digits - 1 else 0
        rows[:, 10 + digit] = steps >> 7 * digit & 127 | more
    rows[:, value_at : value_at + 4] = values.view(np.uint8).reshape(-1, 4)
    head = np.frombuffer(framed(event)[:12], np.uint8)
    tail = _masked_crc(rows).astype("<u4").view(np.uint8).reshape(-1, 4)
    return np.concatenate([np.tile(head, (len(rows), 1)), rows, tail], axis=1)


def _scalar_value(tag: str, encoding: Encoding) -> tuple[bytes, int]:
    """Return a Summary.Value with a zero in it, and where that zero lies."""
    name = length_delimited(1, tag.encode())
    if encoding == "simple":
        return name + b"\x15" + bytes(4), len(name) + 1
    tensor = b"\x08\x01\x12\x00" + b"\x22\x04" + bytes(4)
    plugin = length_delimited(9, length_delimited(1, length_delimited(1, b"scalars")))
    return name + length_delimited(8, tensor) + plugin, len(name) + 2 + len(tensor) - 4


def _summary_event(step: int, value: bytes) -> bytes:
    wall = struct.pack("<d", FIRST_WALL_TIME + SECONDS_PER_STEP * step)
    return b"\x09" + wall + b"\x10" + varint(step) + length_delimited(5, length_delimited(1, value))


def _histogram_event(step: int, generator: np.random.Generator) -> bytes:
    buckets = int(generator.integers(20, 60))
    limits, counts = np.sort(generator.normal(size=buckets)), generator.integers(0, 99, buckets)
    moments = b"".join(
        varint(field << 3 | 1) + struct.pack("<d", field * 0.5) for field in range(1, 6)
    )
    histogram = moments + length_delimited(6, limits.astype("<f8").tobytes())
    histogram += length_delimited(7, counts.astype("<f8").tobytes())
    return _summary_event(step, length_delimited(1, b"weights") + length_delimited(5, histogram))


def _image_event(step: int, generator: np.random.Generator) -> bytes:
    pixels = generator.bytes(int(generator.integers(4_000, 12_000)))
    image = b"\x08\x40\x10\x40\x18\x03" + length_delimited(4, pixels)
    return _summary_event(step, length_delimited(1, b"sample") + length_delimited(4, image))


def _masked_crc(rows: Bytes, lengths: Sequence[int] | None = None) -> NDArray[np.uint32]:
    """Return shape (n,): the masked CRC-32C of each row, or of its first bytes."""
    table = _crc_table()
    state = np.full(len(rows), 0xFFFFFFFF, np.uint32)
    ends = np.full(len(rows), rows.shape[1]) if lengths is None else np.array(lengths)
    shortest = int(ends.min())
    for column in range(rows.shape[1]):
        following = table[(state ^ rows[:, column]) & 0xFF] ^ state >> np.uint32(8)
        state = following if column < shortest else np.where(column < ends, following, state)
    crc = ~state
    masked = (crc >> np.uint32(15) | crc << np.uint32(17)) + np.uint32(0xA282EAD8)
    return masked.astype(np.uint32)


@cache
def _crc_table() -> NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0x82F63B78), table >> 1)
    return table.astype(np.uint32)
