"""Large CSV logs, seeded: a counter, losses, and columns that nobody asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from tests.bench.curves import falling

ROWS_PER_BLOCK = 500_000
"""Rows built at once: bounds the generator's memory."""
FURTHER_COLUMNS = ("tokens_per_second", "gpu_memory", *(f"layer_{n}/rms" for n in range(7)))
"""None that an analysis reads, so that both sides read the same three columns."""


def write_table(path: Path, rows: int, seed: int = 0) -> None:
    """Write 12 columns: step, train_loss, val_loss and nine further ones."""
    with path.open("wb") as out:
        for first in range(0, rows, ROWS_PER_BLOCK):
            steps = np.arange(first, min(first + ROWS_PER_BLOCK, rows))
            generator = np.random.default_rng([seed, first])
            columns = {"step": steps} | {
                name: falling(steps, generator)
                for name in ("train_loss", "val_loss", *FURTHER_COLUMNS)
            }
            header = csv.WriteOptions(include_header=first == 0)
            csv.write_csv(pa.table(columns), out, header)
