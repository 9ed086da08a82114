"""What users would pick instead of convcheck: ``python -m tests.bench.peers NAME PATH``."""

from __future__ import annotations

import re
import sys


def polars_rows(path: str) -> None:
    """Read JSON lines with polars."""
    import polars

    polars.read_ndjson(path)


def polars_columns(path: str) -> None:
    """Read three columns of a CSV with polars, lazily."""
    import polars

    polars.scan_csv(path).select("step", "train_loss", "val_loss").collect()


def pandas_table(path: str) -> None:
    """Read a CSV with pandas."""
    import pandas

    pandas.read_csv(path)


def event_accumulator(path: str) -> None:
    """Read all scalars with TensorBoard's own API."""
    from tensorboard.backend.event_processing import event_accumulator

    accumulator = event_accumulator.EventAccumulator(path, {event_accumulator.SCALARS: 0})
    accumulator.Reload()
    for tag in accumulator.Tags()[event_accumulator.SCALARS]:
        accumulator.Scalars(tag)


def orjson_loop(path: str) -> None:
    """Read the losses of JSON lines as a script does."""
    import orjson

    train, validation = [], []
    with open(path, "rb") as lines:
        for line in lines:
            record = orjson.loads(line)
            if record["type"] == "train":
                train.append((record["step"], record["loss"]))
            elif record["type"] == "eval":
                validation.append((record["step"], record["loss"]))


def regex_loop(path: str) -> None:
    """Read the losses of a nanoGPT log as a script does."""
    training = re.compile(r"iter (\d+): loss ([\d.]+|nan|inf)")
    evaluation = re.compile(r"step (\d+): train loss ([\d.]+|nan|inf), val loss ([\d.]+|nan|inf)")
    train, validation = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if match := training.match(line):
                train.append((int(match[1]), float(match[2])))
            elif match := evaluation.match(line):
                validation.append((int(match[1]), float(match[3])))


if __name__ == "__main__":
    {
        "polars-rows": polars_rows,
        "polars-columns": polars_columns,
        "pandas-table": pandas_table,
        "event-accumulator": event_accumulator,
        "orjson-loop": orjson_loop,
        "regex-loop": regex_loop,
    }[sys.argv[1]](sys.argv[2])
