"""Large JSON-lines logs, seeded: of one layout, of several, and of very many keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.curves import falling

ROWS_PER_BLOCK = 100_000
"""Rows built at once: bounds the generator's memory."""
NAN_SHARE = 0.01
"""How many of the gradient norms are NaN, as after a skipped step of mixed precision."""
ROW = (
    '{"step": %d, "epoch": %.4f, "loss": %.6f, "val_loss": %.6f, "lr": %.9g, '
    '"grad_norm": %s, "tokens": %d, "time": %.3f}'
)
EVALUATION = '{"type": "eval", "step": %d, "loss": %.6f, "accuracy": %.4f}'
STATISTICS = '{"type": "system", "step": %d, "gpu_memory": %.2f, "gpu_busy": %d, "host": "node-7"}'
CHECKPOINT = '{"type": "checkpoint", "step": %d, "path": "runs/a/step_%07d.pt"}'
TRAINING = '{"type": "train", "step": %d, "loss": %.6f, "lr": %.9g, "grad_norm": %.4f}'


def write_rows(path: Path, rows: int, seed: int = 0) -> None:
    """Write rows of eight numbers."""
    _write(path, _rows(rows, seed, nan_share=0.0))


def write_rows_with_nan(path: Path, rows: int, seed: int = 0) -> None:
    """Write the same rows with NaN in place of some numbers."""
    _write(path, _rows(rows, seed, NAN_SHARE))


def write_mixed_records(path: Path, rows: int, seed: int = 0) -> None:
    """Write training records, and among them those of evaluations, checkpoints and a monitor."""
    _write(path, _mixed_records(rows, seed))


def write_wide_rows(path: Path, rows: int, seed: int = 0) -> None:
    """Write rows of 200 numbers: a step, two losses and statistics of layers."""
    _write(path, _wide_rows(rows, seed))


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="ascii") as out:
        out.writelines(line + "\n" for line in lines)


def _rows(rows: int, seed: int, nan_share: float) -> Iterator[str]:
    for steps, generator in _blocks(rows, seed):
        loss, validation = falling(steps, generator), falling(steps, generator)
        rate = 3e-4 * (1 - steps / (rows + 1))
        norm = np.round(np.abs(generator.normal(1, 0.2, len(steps))), 4)
        is_nan = generator.random(len(steps)) < nan_share
        norms = np.where(is_nan, "NaN", norm.astype("U8"))
        cells: tuple[list[Any], ...] = tuple(
            each.tolist()
            for each in (
                *(steps, steps / 1000, loss, validation, rate, norms),
                *(steps * 32_768, steps * 0.25),
            )
        )
        yield from map(ROW.__mod__, zip(*cells, strict=True))


def _mixed_records(rows: int, seed: int) -> Iterator[str]:
    for steps, generator in _blocks(rows, seed):
        loss, rate = falling(steps, generator), 3e-4 * (1 - steps / (rows + 1))
        kinds = generator.choice(4, len(steps), p=(0.8, 0.1, 0.08, 0.02))
        values = zip(steps.tolist(), loss.tolist(), rate.tolist(), kinds.tolist(), strict=True)
        for step, value, learning_rate, kind in values:
            if kind == 0:
                yield TRAINING % (step, value, learning_rate, value / 2)
            elif kind == 1:
                yield EVALUATION % (step, value + 0.1, 1 / value)
            elif kind == 2:
                yield STATISTICS % (step, 40 + value, int(90 * value) % 100)
            else:
                yield CHECKPOINT % (step, step)


def _wide_rows(rows: int, seed: int) -> Iterator[str]:
    names = ["loss", "val_loss", *(f"layer_{number:03d}/rms" for number in range(197))]
    row = '{"step": %d, ' + ", ".join(f'"{name}": %.6f' for name in names) + "}"
    for steps, generator in _blocks(rows, seed, ROWS_PER_BLOCK // 20):
        columns = [steps.tolist(), *(falling(steps, generator).tolist() for _ in names)]
        yield from map(row.__mod__, zip(*columns, strict=True))


def _blocks(
    rows: int, seed: int, size: int = ROWS_PER_BLOCK
) -> Iterator[tuple[NDArray[np.int64], np.random.Generator]]:
    """Yield the steps of a block and the generator of its noise."""
    for first in range(0, rows, size):
        yield np.arange(first, min(first + size, rows)), np.random.default_rng([seed, first])
