"""Stories in TensorBoard event files: Keras' callback, torch's SummaryWriter."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from convcheck.curves import Curve, generate
from tests.samples.loggers import (
    FIRST_SECOND,
    single,
    validation_by_step,
    write_keras_events,
    write_torch_events,
)


def stopped_too_early(path: Path) -> Curve:
    """Log a regression with Keras' TensorBoard callback: train/ and validation/, one per epoch."""
    curve = generate(
        "generalizing",
        points=40,
        start=1.9,
        floor=0.21,
        time_constant=0.15,
        cut=0.12,
        noise=0.006,
        evaluations=40,
        seed=12,
    )
    train, validation = single(curve.loss), validation_by_step(curve)
    write_keras_events(
        path / "train" / f"events.out.tfevents.{FIRST_SECOND}.node1.5021.0.v2",
        [
            (epoch, {"epoch_loss": loss, "epoch_learning_rate": 1e-3})
            for epoch, loss in enumerate(train.tolist())
        ],
        FIRST_SECOND,
        31.4,
    )
    write_keras_events(
        path / "validation" / f"events.out.tfevents.{FIRST_SECOND + 29}.node1.5021.1.v2",
        [(epoch, {"epoch_loss": loss}) for epoch, loss in validation.items()],
        FIRST_SECOND + 29,
        31.4,
    )
    return curve


def comb(path: Path) -> Curve:
    """Log a loss that jumps from record to record, with torch's SummaryWriter."""
    curve = generate(
        "comb",
        points=300,
        first_step=100,
        stride=100,
        start=1.9,
        floor=0.7,
        swing=0.6,
        noise=0.02,
        seed=18,
    )
    scalars = [
        (step, {"Loss/train": float(loss), "LR": 0.3})
        for step, loss in zip(curve.step.tolist(), curve.loss, strict=True)
    ]
    name = f"events.out.tfevents.{FIRST_SECOND}.node1.7133.0"
    write_torch_events(path / name, scalars, FIRST_SECOND, 0.021)
    return curve


def resumed(path: Path) -> Curve:
    """Log a run that went on from a checkpoint, with torch's SummaryWriter: two files a folder."""
    curve = generate(
        "exponential",
        points=330,
        first_step=25,
        stride=25,
        start=4.1,
        floor=1.2,
        time_constant=0.06,
        noise=0.015,
        resumed_at=0.5,
        overlap=0.1,
        seed=20,
    )
    back = int(np.flatnonzero(np.diff(curve.step) <= 0)[0]) + 1
    for begin, end, second in ((0, back, 0), (back, len(curve.step), 5400)):
        scalars = [
            (step, {"train/loss": float(loss)})
            for step, loss in zip(
                curve.step[begin:end].tolist(), curve.loss[begin:end], strict=True
            )
        ]
        name = f"events.out.tfevents.{FIRST_SECOND + second}.node1.{8000 + second}.0"
        write_torch_events(path / name, scalars, FIRST_SECOND + second, 0.4)
    return curve
