"""The rows of the table: what is measured, against what, and the ratio that it must reach."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from tests.bench.measure import Command, python

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison."""

    name: str
    """What ``--rows`` calls it."""
    what: str
    """The file, in words."""
    ours: tuple[Command, ...]
    """The first is held to the target, the others stand beside it."""
    peer: Command
    """What users would pick instead."""
    target: float
    """The largest ratio of ours to the peer's that is good enough."""
    needs: str = ""
    """The package of the peer."""
    figure: Literal["cpu", "peak"] = "cpu"
    """What is compared."""
    most_rounds: int = 100
    """Fewer where the peer takes minutes."""

    def missing(self) -> str:
        """Return the package that is not installed, if one is."""
        return self.needs if self.needs and find_spec(self.needs) is None else ""


def rust_loader(file: str, count: int) -> Command:
    """Return TensorBoard's own loader, which is stopped once it has loaded everything."""
    server = "server"
    if find_spec("tensorboard_data_server"):
        from tensorboard_data_server import server_binary

        server = str(server_binary())
    arguments = ("--logdir", "{path}", "--reload", "once", "--port", "0", "-vv")
    return Command(
        "tensorboard-data-server",
        (server, *arguments, "--samples-per-plugin", "scalars=all", "--no-checksum"),
        file,
        count,
        until="Finished load cycle",
    )


def convert(file: str, count: int) -> Command:
    """Return the command that writes all series as Parquet."""
    arguments = ("convcheck", "convert", "{path}", "-o", "parquet:{out}")
    return Command("convcheck convert", python(*arguments), file, count)


def analyze(file: str, count: int) -> Command:
    """Return the command that judges a run; 'not converged' is no failure."""
    arguments = ("convcheck", "analyze", "-q", "--exit-zero", "{path}")
    return Command("convcheck analyze -q", python(*arguments), file, count)


def read(file: str, count: int) -> Command:
    """Return the part of every command that reads the series of a run."""
    return Command("survey and read", python("tests.bench.ours", "read", "{path}"), file, count)


def peer(label: str, file: str, count: int) -> Command:
    """Return one of the peers written in Python."""
    return Command(label, python("tests.bench.peers", label, "{path}"), file, count)


def _events(name: str, what: str, file: str, count: int, target: float) -> Row:
    ours = (convert(file, count), analyze(file, count))
    return Row(name, what, ours, rust_loader(file, count), target, "tensorboard_data_server")


def _rows(name: str, what: str, file: str, against: str, target: float, count: int) -> Row:
    ours = (read(file, count), analyze(file, count))
    needs = {"polars-rows": "polars", "polars-columns": "polars", "orjson-loop": "orjson"}
    return Row(name, what, ours, peer(against, file, count), target, needs.get(against, ""))


def _many_runs(count: int) -> Row:
    arguments = python("tests.bench.ours", "many-runs", "{path}")
    ours = Command("all scalars", arguments, "small-events", count, in_process=True)
    theirs = rust_loader("small-events", count)
    return Row(
        "small-events",
        "1,000 event files of 1,500 events",
        (ours,),
        theirs,
        2.5,
        "tensorboard_data_server",
    )


ROWS: tuple[Row, ...] = (
    _events("scalars", "5 M events, simple_value", "scalars", 5 * MILLION, 0.35),
    _events("tensors", "5 M events, TF2 tensors", "tensors", 5 * MILLION, 0.25),
    _events("mixed-events", "5 M among others", "mixed-events", 5 * MILLION, 0.35),
    _events("many-tags", "1 M over 194 tags", "many-tags", MILLION, 0.9),
    Row(
        "accumulator",
        "1 M events",
        (convert("scalars", MILLION),),
        peer("event-accumulator", "scalars", MILLION),
        1 / 30,
        "tensorboard",
        most_rounds=3,
    ),
    Row(
        "scalars-memory",
        "5 M events",
        (convert("scalars", 5 * MILLION),),
        rust_loader("scalars", 5 * MILLION),
        0.5,
        "tensorboard_data_server",
        "peak",
    ),
    _rows("csv", "CSV, 10 M rows, 3 of 12", "table.csv", "polars-columns", 1.6, 10 * MILLION),
    Row(
        "csv-memory",
        "CSV, 10 M rows, 3 of 12",
        (read("table.csv", 10 * MILLION),),
        peer("pandas-table", "table.csv", 10 * MILLION),
        0.25,
        "pandas",
        "peak",
        most_rounds=3,
    ),
    _rows("jsonl", "JSON lines, 1 M of 8 keys", "rows.jsonl", "polars-rows", 1.0, MILLION),
    Row(
        "jsonl-nan",
        "the same with NaN",
        (read("rows-with-nan.jsonl", MILLION),),
        read("rows.jsonl", MILLION),
        1.2,
    ),
    _rows("jsonl-mixed", "1 M of 4 kinds", "mixed-records.jsonl", "orjson-loop", 0.8, MILLION),
    _rows("jsonl-wide", "100,000 of 200 keys", "wide-rows.jsonl", "polars-rows", 0.6, 100_000),
    _many_runs(1000),
    _rows("text", "nanoGPT, 1 M lines", "nanogpt.log", "regex-loop", 0.5, MILLION),
)
