"""From the blocks of a JSON-lines log to batches of records, the fast way where it is proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convcheck.readers import _json_reshape as reshape
from convcheck.readers._json_batches import GridBatch, RecordBatch
from convcheck.readers._json_dialects import UNKNOWN, adapted, identify
from convcheck.readers._json_grid import Grid, grid
from convcheck.readers._json_records import records_of_line
from convcheck.readers._lines import BLOCK_BYTES, blocks

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.readers._json_batches import Batch
    from convcheck.readers._json_dialects import Dialect
    from convcheck.readers._json_records import LeftOut
    from convcheck.readers._json_reshape import Record
    from convcheck.readers._json_template import Template
    from convcheck.readers._lines import Block

GRID_BYTES = 64 << 10
"""From this size on it pays to take a block apart as a whole."""


def batches(
    source: Source, left_out: LeftOut, size: int = BLOCK_BYTES, grid_from: int = GRID_BYTES
) -> Iterator[Batch]:
    """Yield the records of each block of lines; the first tells which logger wrote them all.

    Raises SourceNotFound or SourceUnreadable.
    """
    dialect: Dialect | None = None
    templates: list[Template] = []
    split, before = None, 0
    for block in blocks(source, size):
        if block.first:
            split, before = reshape.split_word(source.splits.get(block.file)), 0
            templates.clear()
        found = None
        if dialect is not None and len(block.data) >= grid_from:
            found = grid(block.data, templates, dialect, split)
        if dialect is not None and found is not None:
            yield _grid_batch(found, block, before, left_out, dialect, split)
            before += found.newlines
        else:
            records = _records(block, before, left_out, split)
            dialect = dialect or (identify(records) if records else None)
            known = dialect or UNKNOWN
            yield RecordBatch([adapted(known, record) for record in records], known, block.first)
            before += block.data.count(b"\n")


def _records(block: Block, before: int, left_out: LeftOut, split: str | None) -> list[Record]:
    """Return the records of a block, line by line."""
    lines = block.data.split(b"\n")
    return [
        record
        for number, line in enumerate(lines, 1)
        for record in records_of_line(
            line,
            _where(block, before + number),
            left_out,
            split,
            at_end=block.last and number == len(lines),
        )
    ]


def _grid_batch(
    found: Grid,
    block: Block,
    before: int,
    left_out: LeftOut,
    dialect: Dialect,
    split: str | None,
) -> GridBatch:
    """Read the lines that share no layout one by one, and put all together."""
    others = {}
    for line in found.rest.tolist():
        end = int(found.last[line])
        records = records_of_line(
            found.data[found.first[line] : end],
            _where(block, before + int(found.number[line]) + 1),
            left_out,
            split,
            at_end=block.last and end == len(block.data),
        )
        others[line] = [adapted(dialect, record) for record in records]
    for match in found.matches:
        if match.template.summary:
            left_out.summaries += len(match.line)
    return GridBatch(found, others, dialect, block.first)


def _where(block: Block, number: int) -> str:
    return f"{block.file or 'input'}, line {number}"
