"""Interleaved rounds: every command of a row in turn, so that a slow minute is slow for all."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.files import made
from tests.bench.measure import Command, Cost, cost
from tests.bench.rows import Row


@dataclass(frozen=True, slots=True)
class Result:
    """How one of our commands compares with the peer."""

    command: Command
    ours: float
    """Median: seconds of CPU time, or KiB."""
    theirs: float
    """The same of the peer."""
    ratio: float
    """Median over the rounds of ours divided by the peer's."""
    rounds: int


def compared(row: Row, rounds: int, scale: float) -> list[Result]:
    """Measure a row, files ``scale`` times their full size; one result for each of our commands."""
    rounds = min(rounds, row.most_rounds)
    commands = (row.peer, *row.ours)
    paths = [str(made(each.file, max(1, round(each.count * scale)))) for each in commands]
    costs: dict[int, list[Cost]] = {place: [] for place in range(len(commands))}
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder, "out"))
        for number in range(rounds):
            places = range(len(commands))
            for place in reversed(places) if number % 2 else places:
                costs[place].append(cost(commands[place], paths[place], out))
    theirs = [getattr(each, row.figure) for each in costs[0]]
    return [
        _result(command, [getattr(each, row.figure) for each in costs[place]], theirs)
        for place, command in enumerate(row.ours, start=1)
    ]


def _result(command: Command, ours: Sequence[float], theirs: Sequence[float]) -> Result:
    ratios = [own / other for own, other in zip(ours, theirs, strict=True)]
    return Result(command, median(ours), median(theirs), median(ratios), len(ratios))
