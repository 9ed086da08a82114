"""Tables of several runs as text: which column names the run, and the lines of one of them.

``run,step,loss`` is what remains of a sweep whose logs were put together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from io import SEEK_END, BytesIO, FileIO
from typing import TYPE_CHECKING, BinaryIO

from convcheck import roles
from convcheck.errors import InputError, SourceUnreadable
from convcheck.name_words import normalise
from convcheck.readers import HEAD_BYTES
from convcheck.readers._bytes import head_of, identity, open_source
from convcheck.readers._run_columns import RUN_COLUMNS
from convcheck.readers._tabular_layout import Layout, sniff
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_text import blocks, decoded, lines

if TYPE_CHECKING:
    from convcheck.model import Source

NAMES = (*RUN_COLUMNS, "trial", "fold", "seed")
"""What the column may be called, best first."""
FEWEST_ROWS = 3
"""Rows that a run must have on average: with fewer, each row sums up a whole run."""
MOST_BYTES = 256 << 20
"""Of a larger table the rows of all runs would take too much memory beside one another."""
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
        return tuple(_parts_of_file(*identity(path)))
    except InputError:  # reading it tells the reason
        return ()


def runs_in(content: bytes) -> Mapping[str, bytes]:
    """Return the runs in a table that is held in memory, each a table of its own; none of one."""
    if _MENTIONED.search(content[:_BEGINNING]) is None:
        return {}
    return _parts(lambda: BytesIO(content))


def of_run(source: Source) -> Source:
    """Return what a source holds of its run: all lines where it names none.

    Raises SourceUnreadable where the file has no such run, as after it was changed.
    """
    if not source.run or len(source.files) != 1:
        return source
    part = _parts_of_file(*identity(source.files[0])).get(source.run)
    if part is None:
        raise SourceUnreadable(f"no run is called {source.run!r} any more", path=source.path)
    return replace(source, files=(), content=part)


@lru_cache(maxsize=1)
def _parts_of_file(path: str, size: int, changed: int) -> Mapping[str, bytes]:  # noqa: ARG001
    """Return the parts of a file; they hold until its size or time of change is another."""
    return _parts(lambda: open_source(path))


def _parts(opened: Callable[[], BinaryIO]) -> Mapping[str, bytes]:
    """Return for each run its lines, below those above the first row; none for a single run.

    That is one whose name alone stands in the first and the last rows of a large table.
    """
    with opened() as stream:
        head = stream.read(HEAD_BYTES)
        layout = sniff(head, whole=len(head) < HEAD_BYTES)
        place = None if layout is None else _column(layout, NAMES)
        if layout is None or place is None:
            return {}
        tail = _tail(stream) if len(head) == HEAD_BYTES else None
        if tail is not None and _names_one(head + tail, layout, place):
            return {}
    with opened() as stream:
        return _divided(stream, layout, place)


def _tail(stream: BinaryIO) -> bytes | None:
    """Return the last lines of a file; None where what is decompressed lies in between."""
    if not isinstance(stream, FileIO):
        return None
    stream.seek(-HEAD_BYTES, SEEK_END)
    return b"\n" + stream.read().partition(b"\n")[2]


def _names_one(ends: bytes, layout: Layout, place: int) -> bool:
    """Return whether all rows are of one run."""
    split, width = splitter(layout.delimiter), len(layout.names)
    rows = (split(line) for line in lines(decoded(ends)))
    names = {row[place].strip() for row in rows if len(row) == width}
    return len(names - {layout.header[place]}) == 1


def _column(layout: Layout, wanted: Sequence[str]) -> int | None:
    """Return the first column of a table with a header that has one of these names."""
    names = [normalise(name) for name in layout.names] if layout.header else []
    return next((names.index(name) for name in map(normalise, wanted) if name in names), None)


def _divided(stream: BinaryIO, layout: Layout, place: int) -> Mapping[str, bytes]:
    """Return the rows by run, each below the lines above the first row.

    A line that is no row goes with the run of the row before it. Where the counter rises from row
    to row whatever the run, they are sessions of one training: none are returned then, nor of a
    table that is too large.
    """
    split, width = splitter(layout.delimiter), len(layout.names)
    counter = _column(layout, (*roles.STEP, *roles.SAMPLE, *roles.EPOCH))
    above: list[str] = []
    found: dict[str, bytearray] = {}
    rows, taken, run, last = 0, 0, "", ""
    rises = counter is not None
    for block in blocks(stream):
        taken += len(block)
        if taken > MOST_BYTES:
            return {}
        for line in lines(block.text()):
            if len(above) < layout.preamble:
                above.append(line)
                continue
            cells = split(line)
            if len(cells) == width and (name := cells[place].strip()):
                if name == layout.header[place]:
                    continue
                run = f"{layout.names[place].strip()} {name}" if name.isdigit() else name
                rows += 1
                rises = rises and counter is not None and _is_behind(last, cells[counter])
                last = cells[counter] if counter is not None else ""
            if run:
                found.setdefault(run, bytearray()).extend(f"{line}\n".encode())
    if rises or len(found) < 2 or rows < FEWEST_ROWS * len(found):
        return {}
    head = "".join(f"{line}\n" for line in above).encode()
    return {run: head + part for run, part in found.items()}


def _is_behind(last: str, count: str) -> bool:
    """Return whether a count is larger than the last one, if there is one."""
    try:
        return not last or float(count) > float(last)
    except ValueError:
        return False
