"""``make bench``: CPU time and peak memory as ratios to the tools that users would pick instead.

A Markdown table goes to standard output, a line as soon as it is measured. A row whose peer is not
installed is skipped, and says so.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from tests.bench.rounds import Result, compared
from tests.bench.rows import ROWS, Row

HEADER = (
    "| row | file | command | measured | against | rounds | ours | theirs | ratio | target | |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def main(arguments: Sequence[str]) -> None:
    """Measure the rows asked for and print the table."""
    options = _options(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads that wait for work
    print(HEADER, flush=True)
    for row in ROWS:
        if not options.rows or row.name in options.rows:
            for line in lines(row, options.rounds, options.scale):
                print(line, flush=True)


def lines(row: Row, rounds: int, scale: float) -> Iterator[str]:
    """Yield the table's lines of one row."""
    missing = row.missing()
    if missing:
        yield f"| {row.name} | {row.what} | skipped: {missing} is not installed |"
        return
    try:
        results = compared(row, rounds, scale)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        yield f"| {row.name} | {row.what} | failed: see standard error |"
        return
    for place, result in enumerate(results):
        target, verdict = ("", "beside it")
        if place == 0:
            target = f"{row.target:.3g}"
            verdict = "met" if result.ratio <= row.target else "missed"
        yield _line(row, result, target, verdict)


def _line(row: Row, result: Result, target: str, verdict: str) -> str:
    measured = "in process" if result.command.in_process else "whole"
    unit = "s" if row.figure == "cpu" else "MiB"
    size = 1.0 if row.figure == "cpu" else 1024.0
    cells = (
        *(row.name, row.what, result.command.label),
        f"{measured}, {'CPU' if row.figure == 'cpu' else 'peak memory'}",
        *(row.peer.label, str(result.rounds)),
        f"{result.ours / size:.3g} {unit}",
        f"{result.theirs / size:.3g} {unit}",
        *(f"{result.ratio:.3g}", target, verdict),
    )
    return f"| {' | '.join(cells)} |"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = [row.name for row in ROWS]
    parser.add_argument("--rows", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command [5]")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the files [1]")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
