"""Stories in CSV: Lightning, Keras, timm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from convcheck.curves import Curve, generate
from tests.samples.loggers import Cell, cosine, single, write_csv


def nan(path: Path) -> Curve:
    """Log a network in half precision with Lightning's CSVLogger: sparse rows, validation apart."""
    curve = generate(
        "not_finite",
        points=120,
        first_step=49,
        stride=50,
        start=6.9,
        floor=2.1,
        at=0.6,
        time_constant=0.15,
        noise=0.02,
        seed=13,
    )
    train = dict(zip(curve.step.tolist(), single(curve.loss).tolist(), strict=True))

    def rows() -> Iterator[Mapping[str, Cell]]:
        for number, (step, loss) in enumerate(train.items(), 1):
            epoch = (number - 1) // 10
            yield {"epoch": epoch, "step": step, "train_loss": loss}
            if number % 10 == 0:
                value = float(single(1.06 * curve.clean[number - 1]))
                broken = np.isnan(loss)
                yield {"epoch": epoch, "step": step, "val_loss": np.nan if broken else value}

    write_csv(path, ("epoch", "step", "train_loss", "val_loss"), rows())
    return curve


def stuck_at_ln_10(path: Path) -> Curve:
    """Log ten classes that are guessed, with Keras' CSVLogger: CRLF, columns in order of name."""
    train, validation = (
        generate("flat_at_chance", classes=10, points=60, noise=noise, seed=seed)
        for noise, seed in ((0.0012, 15), (0.0005, 16))
    )
    random = np.random.default_rng(15)
    accuracy = single(0.1 + 0.002 * random.standard_normal((2, 60)))
    columns = ("epoch", "accuracy", "loss", "val_accuracy", "val_loss")
    table = [accuracy[0], single(train.loss), accuracy[1].round(4), single(validation.loss)]
    write_csv(
        path,
        columns,
        (
            dict(zip(columns, (epoch, *values), strict=True))
            for epoch, values in enumerate(np.array(table).T.tolist())
        ),
        missing="NA",
        line_end="\r\n",
    )
    return train


def overfitting(path: Path) -> Curve:
    """Log a small data set with timm: summary.csv, one row per epoch."""
    curve = generate(
        "overfitting",
        points=100,
        start=2.4,
        floor=0.05,
        onset=0.3,
        rise=0.4,
        time_constant=0.1,
        noise=0.01,
        evaluations=100,
        seed=17,
    )
    assert curve.validation is not None
    rate = cosine(1e-3, len(curve.step))
    top1 = 100 * np.exp(-0.6 * curve.validation)
    write_csv(
        path,
        ("epoch", "train_loss", "eval_loss", "eval_top1", "eval_top5", "lr"),
        (
            {
                "epoch": epoch,
                "train_loss": float(single(loss)),
                "eval_loss": float(f"{held_out:.6f}"),
                "eval_top1": round(float(best), 3),
                "eval_top5": round(float(100 - (100 - best) / 3), 3),
                "lr": float(f"{lr:.8g}"),
            }
            for epoch, loss, held_out, best, lr in zip(
                curve.step.tolist(), curve.loss, curve.validation, top1, rate, strict=True
            )
        ),
    )
    return curve
