"""Small files as the clients of tracking services write them, made without those clients."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

BLOCK = 32_768
HEADER = b":W&B\xe1\xbe\0"

# --- MLflow --------------------------------------------------------------------------------------

MLFLOW_TABLES = """
CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, start_time BIGINT, lifecycle_stage TEXT);
CREATE TABLE metrics (key TEXT NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
    run_uuid TEXT NOT NULL, step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL);
"""

Point = tuple[int, float]


def mlflow_database(
    path: Path, runs: Mapping[str, Mapping[str, Sequence[Point]]], page: int = 512
) -> Path:
    """Write runs, by name, of metrics, by name, in MLflow's tables; a deleted run begins with -."""
    with _made(path, MLFLOW_TABLES, page) as connection:
        for place, (name, metrics) in enumerate(runs.items()):
            stage = "deleted" if name.startswith("-") else "active"
            connection.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?)", (f"id{place}", name, place, stage)
            )
            for key, points in metrics.items():
                rows = [_metric(key, f"id{place}", *point) for point in points]
                connection.executemany("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.close()
    return path


def _metric(key: str, run: str, step: int, value: float) -> tuple[Any, ...]:
    """Return a row as MLflow stores it: NaN as a flag, infinities as the largest floats."""
    stored = 0.0 if math.isnan(value) else max(min(value, sys.float_info.max), -sys.float_info.max)
    return key, stored, 1_700_000_000_000 + step * 1000, run, step, math.isnan(value)


def mlflow_folder(path: Path, name: str, metrics: Mapping[str, Sequence[Point]]) -> Path:
    """Write the folder of one run as MLflow's file store does."""
    for metric, points in metrics.items():
        file = path / "metrics" / metric
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "".join(f"{1_700_000_000_000 + step * 1000} {value} {step}\n" for step, value in points)
        )
    (path / "meta.yaml").write_text(f"lifecycle_stage: active\nrun_name: {name}\nuser_id: me\n")
    return path


# --- trackio -------------------------------------------------------------------------------------

TRACKIO_TABLES = """
CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL,
    timestamp TEXT NOT NULL, run_name TEXT NOT NULL, step INTEGER NOT NULL, metrics TEXT NOT NULL);
"""


def trackio_database(path: Path, runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """Write runs of records in trackio's table; a record's place times ten is its step."""
    with _made(path, TRACKIO_TABLES, 512) as connection:
        for name, records in runs.items():
            for place, record in enumerate(records):
                stamp = f"2026-01-01T00:00:{place:02}.5+00:00"
                cell = json.dumps(record).encode()
                row = (name, stamp, name, place * 10, cell)
                connection.execute(
                    "INSERT INTO metrics (run_id, timestamp, run_name, step, metrics)"
                    " VALUES (?, ?, ?, ?, ?)",
                    row,
                )
    connection.close()
    return path


def _made(path: Path, tables: str, page: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA page_size = {page}")
    connection.executescript(tables)
    return connection


# --- W&B -----------------------------------------------------------------------------------------


def wandb_log(records: Iterable[bytes], block: int = BLOCK) -> bytes:
    """Frame records as W&B does, in parts where they do not fit into what is left of a block."""
    out = bytearray(HEADER)
    for record in records:
        rest, first = record, True
        while first or rest:
            room = block - len(out) % block
            if room < 7:
                out += bytes(room)
                continue
            piece, rest = rest[: room - 7], rest[room - 7 :]
            kind = (1 if first else 4) if not rest else (2 if first else 3)
            checksum = zlib.crc32(bytes([kind]) + piece)
            out += struct.pack("<IHB", checksum, len(piece), kind) + piece
            first = False
    return bytes(out)


def history(step: int, values: Mapping[str, str]) -> bytes:
    """Return a record with the values of one step, each spelled as JSON."""
    all_values = {**values, "_step": str(step), "_timestamp": str(1_700_000_000 + step)}
    items = b"".join(
        field(1, field(2, name.encode()) + field(16, text.encode()))
        for name, text in all_values.items()
    )
    return field(2, items)


def definition(name: str, axis: str, goal: int = 0) -> bytes:
    """Return a record of ``define_metric``."""
    goal_field = varint(8 << 3) + varint(goal) if goal else b""
    return field(12, field(1, name.encode()) + field(4, axis.encode()) + goal_field)


def field(number: int, payload: bytes) -> bytes:
    """Return one length-delimited field of a message."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def varint(value: int) -> bytes:
    """Return a number in base 128."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
