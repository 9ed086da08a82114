"""A large printed log as nanoGPT writes it, seeded."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.bench.curves import falling

EVALUATED_EVERY = 1000
TRAINING = "iter %d: loss %.4f, time %.2fms, mfu %.2f%%\n"
EVALUATION = "step %d: train loss %.4f, val loss %.4f\n"


def write_text(path: Path, lines: int, seed: int = 0) -> None:
    """Write a line for each iteration, and one for each evaluation."""
    steps = np.arange(lines)
    generator = np.random.default_rng(seed)
    loss, time = falling(steps, generator), 100 + 50 * generator.random(lines)
    share = 30 + generator.random(lines)
    with path.open("w", encoding="ascii") as out:
        for cells in zip(*(each.tolist() for each in (steps, loss, time, share)), strict=True):
            step, value = cells[:2]
            if step % EVALUATED_EVERY == 0:
                out.write(EVALUATION % (step, value, value + 0.1))
            out.write(TRAINING % cells)
