"""From the blocks of a JSON-lines log to batches of records, the fast way where it is proven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers import _json_reshape as reshape
from convcheck.readers._json_alike import Models
from convcheck.readers._json_batches import GridBatch, RecordBatch
from convcheck.readers._json_dialects import UNKNOWN, adapted, identify
from convcheck.readers._json_records import records_of_line
from convcheck.readers._lines import BLOCK_BYTES, lent_blocks

if TYPE_CHECKING:
    from convcheck.model import IntArray, Source
    from convcheck.readers._json_batches import Batch
    from convcheck.readers._json_dialects import Dialect
    from convcheck.readers._json_grid import Grid
    from convcheck.readers._json_records import LeftOut
    from convcheck.readers._json_reshape import Record
    from convcheck.readers._lines import LentBlock

GRID_BYTES = 64 << 10
"""From this size on it pays to take a block apart as a whole."""

LINES = 4096
"""Least lines of a block: with fewer, numpy's overhead a column would count."""


def batches(
    source: Source, left_out: LeftOut, size: int = BLOCK_BYTES, grid_from: int = GRID_BYTES
) -> Iterator[Batch]:
    """Yield the records of each block of lines; the first tells which logger wrote them all.

    Raises SourceNotFound or SourceUnreadable.
    """
    dialect: Dialect | None = None
    models: Models | None = None
    split, before = None, 0
    for block in lent_blocks(source, size, LINES):
        if block.first:
            split, before = reshape.split_word(source.splits.get(block.file)), 0
            models = None
        found = None
        if dialect is not None and block.size >= grid_from:
            models = models or Models(dialect, split)
            found = models.grid(block.buffer, block.size)
        if dialect is not None and found is not None:
            yield _grid_batch(found, block, before, left_out, dialect, split)
            before += found.newlines
        else:
            records = _records(block, before, left_out, split)
            dialect = dialect or (identify(records) if records else None)
            known = dialect or UNKNOWN
            yield RecordBatch([adapted(known, record) for record in records], known, block.first)
            before += block.buffer.count(b"\n", 0, block.size)


def _records(block: LentBlock, before: int, left_out: LeftOut, split: str | None) -> list[Record]:
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
    block: LentBlock,
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
            bytes(found.data[found.first[line] : end]),
            _where(block, before + int(found.number[line]) + 1),
            left_out,
            split,
            at_end=block.last and end == block.size,
        )
        others[line] = [adapted(dialect, record) for record in records]
    for match in found.matches:
        if match.template.summary:
            left_out.summaries += len(match.line)
    return GridBatch(
        found.data,
        block.size,
        found.matches,
        others,
        _record_at(found, others),
        dialect,
        block.first,
        found.may_be_null,
    )


def _record_at(found: Grid, others: Mapping[int, Sequence[Record]]) -> IntArray:
    """Return the record at which each line begins, of shape (lines + 1,)."""
    records = np.ones(len(found.first), np.int64)
    for match in found.matches:
        if match.template.summary:
            records[match.line] = 0
    for line, of_line in others.items():
        records[line] = len(of_line)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(records)])


def _where(block: LentBlock, number: int) -> str:
    return f"{block.file or 'input'}, line {number}"
