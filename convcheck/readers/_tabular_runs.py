"""Tables of several runs as text: which column names the run, and the lines of one of them.

``run,step,loss`` is what remains of a sweep whose logs were put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from convcheck.errors import InputError, SourceUnreadable
from convcheck.readers import HEAD_BYTES
from convcheck.readers._bytes import head_of, identity, open_source
from convcheck.readers._run_columns import RUN_COLUMNS
from convcheck.readers._tabular_layout import Layout, sniff
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_text import blocks, lines

if TYPE_CHECKING:
    from convcheck.model import Source

NAMES = (*RUN_COLUMNS, "trial", "fold", "seed")
"""What the column may be called, best first."""
FEWEST_ROWS = 3
"""Rows that a run must have on average: with fewer, each row sums up a whole run."""
MOST_BYTES = 1 << 30
"""Of a larger file the lines of all runs would not fit into memory beside one another."""
_MENTIONED = re.compile(
    rb"(?i)(?<![a-z0-9_/])(?:" + "|".join(NAMES).encode() + rb")(?![a-z0-9_/])",
)
_BEGINNING = 1 << 14
"""Bytes in which a header that is worth a closer look names the column."""


def runs(path: str) -> tuple[str, ...]:
    """Return the names of the runs in a file, in its order; none where it holds but one."""
    try:
        head = head_of(path)
        if _MENTIONED.search(head[:_BEGINNING]) is None:
            return ()
        return tuple(_parts(*identity(path)))
    except InputError:  # reading it tells the reason
        return ()


def of_run(source: Source) -> Source:
    """Return what a source holds of its run: all lines where it names none.

    Raises SourceUnreadable where the file has no such run, as after it was changed.
    """
    if not source.run or len(source.files) != 1:
        return source
    part = _parts(*identity(source.files[0])).get(source.run)
    if part is None:
        raise SourceUnreadable(f"no run is called {source.run!r} any more", path=source.path)
    return replace(source, files=(), content=part)


@lru_cache(maxsize=1)
def _parts(path: str, size: int, changed: int) -> Mapping[str, bytes]:  # noqa: ARG001
    """Return for each run its lines, below those above the first row; none for a single run.

    What is known of a file holds until its size or time of change is another.
    """
    with open_source(path) as stream:
        head = stream.read(HEAD_BYTES)
    layout = sniff(head, whole=len(head) < HEAD_BYTES)
    place = None if layout is None or size > MOST_BYTES else _place(layout)
    if layout is None or place is None:
        return {}
    above, found = _divided(path, layout, place)
    if len(found) < 2 or sum(map(len, found.values())) < FEWEST_ROWS * len(found):
        return {}
    return {run: ("\n".join([*above, *rows]) + "\n").encode() for run, rows in found.items()}


def _place(layout: Layout) -> int | None:
    """Return which column of a table with a header names the run."""
    names = [name.strip().lower() for name in layout.names] if layout.header else []
    return next((names.index(name) for name in NAMES if name in names), None)


def _divided(path: str, layout: Layout, place: int) -> tuple[list[str], dict[str, list[str]]]:
    """Return the lines above the first row, and the rows by run.

    A line that is no row goes with the run of the row before it; a header that stands there again
    goes with none.
    """
    split = splitter(layout.delimiter)
    above: list[str] = []
    found: dict[str, list[str]] = {}
    run = ""
    for line in _lines(path):
        if len(above) < layout.preamble:
            above.append(line)
            continue
        cells = [cell.strip() for cell in split(line)]
        if len(cells) == len(layout.names) and cells[place]:
            name = cells[place]
            run = f"{layout.names[place].strip()} {name}" if name.isdigit() else name
        if run and tuple(cells) != layout.header:
            found.setdefault(run, []).append(line)
    return above, found


def _lines(path: str) -> Iterator[str]:
    """Yield the lines of a file that are not blank."""
    with open_source(path) as stream:
        for block in blocks(stream):
            yield from lines(block.text())
