"""Stories in JSON lines: hand-written loops, mmengine, detectron2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from convcheck.curves import Curve, generate
from tests.samples.loggers import cosine, single, validation_by_step, write_json_lines

CUT_SHARE = 0.4
"""How much of its last record the log that was cut still holds."""


def healthy(path: Path) -> Curve:
    """Log an image classifier with a hand-written loop: loss and rate, validation at times."""
    curve = generate(
        "generalizing",
        points=400,
        first_step=10,
        stride=10,
        start=2.36,
        floor=0.18,
        time_constant=0.09,
        noise=0.02,
        noise_law="proportional",
        validation_noise=0.003,
        evaluations=20,
        seed=11,
    )
    rate = cosine(0.05, len(curve.step))
    validation = validation_by_step(curve)

    def records() -> Iterator[dict[str, object]]:
        for step, loss, lr in zip(curve.step.tolist(), curve.loss, rate, strict=True):
            yield {"step": step, "loss": round(float(loss), 4), "lr": float(f"{lr:.6g}")}
            if step in validation:
                yield {"step": step, "val_loss": round(validation[step], 4)}

    write_json_lines(path, records())
    return curve


def rate_too_high(path: Path) -> Curve:
    """Log a detector with mmengine: JSON lines in a file that is called .json."""
    curve = generate(
        "blow_up",
        points=200,
        first_step=50,
        stride=50,
        start=3.2,
        floor=0.9,
        at=0.5,
        height=30.0,
        noise=0.02,
        seed=14,
    )
    norm = single(4.0 * np.exp((curve.clean - curve.clean.min()) / 9.0))
    write_json_lines(
        path / "20260101_000000" / "vis_data" / "scalars.json",
        (
            {
                "lr": 0.08,
                "data_time": 0.0112,
                "grad_norm": grad,
                "loss": loss,
                "time": 0.2841,
                "epoch": 1 + step // 1001,
                "iter": step,
                "memory": 5120,
                "step": step,
            }
            for step, loss, grad in zip(
                curve.step.tolist(), single(curve.loss).tolist(), norm.tolist(), strict=True
            )
        ),
    )
    return curve


def spikes(path: Path) -> Curve:
    """Log a language model whose loss leaps up and comes back, with a hand-written loop."""
    curve = generate(
        "exponential",
        points=500,
        stride=20,
        start=10.8,
        floor=3.3,
        time_constant=0.05,
        noise=0.012,
        spikes=5,
        spike_height=0.5,
        spike_length=4,
        seed=19,
    )
    norm = 0.8 + 3.0 * np.maximum(curve.loss - curve.clean, 0)
    rate = cosine(6e-4, len(curve.step))
    write_json_lines(
        path,
        (
            {
                "iter": step,
                "train/loss": round(float(loss), 4),
                "lr": float(f"{lr:.4g}"),
                "grad_norm": round(float(grad), 3),
            }
            for step, loss, lr, grad in zip(
                curve.step.tolist(), curve.loss, rate, norm, strict=True
            )
        ),
    )
    return curve


def cut_mid_record(path: Path) -> Curve:
    """Log a detector with detectron2's keys, killed while it wrote a line."""
    curve = generate(
        "exponential",
        points=200,
        first_step=19,
        stride=20,
        start=3.9,
        floor=0.6,
        time_constant=0.2,
        cut=0.2,
        noise=0.015,
        seed=21,
    )
    write_json_lines(
        path,
        (
            {
                "data_time": 0.0041,
                "iteration": step,
                "loss_box_reg": 0.4 * loss,
                "loss_cls": 0.6 * loss,
                "lr": 0.02,
                "time": 0.3127,
                "total_loss": loss,
            }
            for step, loss in zip(curve.step.tolist(), single(curve.loss).tolist(), strict=True)
        ),
    )
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][: int(CUT_SHARE * len(lines[-1]))])
    return curve
