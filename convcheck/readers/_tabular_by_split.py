"""A column that tells each row's split: ``epoch,phase,loss`` holds two losses, not one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

from convcheck.readers._json_reshape import SPLIT_KEYS, split_word, with_split
from convcheck.readers._json_told_split import BOOLEAN_KEYS, WORD_KEYS
from convcheck.readers._measure_names import is_measure
from convcheck.readers._split_apart import set_of, sets_apart
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_text import Block, blocks, lines

if TYPE_CHECKING:
    from convcheck.readers._tabular_layout import Layout

KEYS = frozenset({*SPLIT_KEYS, *WORD_KEYS, *BOOLEAN_KEYS})
"""Columns that may tell the split; some only of rows that measure something."""
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class BySplit:
    """How the columns of a table are divided by one of them."""

    column: str = ""
    """The column that tells the split; empty where there is none."""
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By name of a part such as ``val/loss``, the column that it is of and its split."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Cells that tell one of several sets of a split, and what takes the place of the split."""
    value: str = ""
    """The column of values of a long table, in which each series is a part; else empty."""

    def __bool__(self) -> bool:
        return bool(self.column)

    def columns(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return all names in their order, the parts of a column in its place."""
        divided: dict[str, list[str]] = {}
        for part, (column, _) in self.parts.items():
            divided.setdefault(column, []).append(part)
        return tuple(part for name in names for part in divided.get(name, [name]))

    def column_of(self, part: str) -> str:
        """Return the column that a name stands for."""
        return self.parts[part][0] if part in self.parts else part

    def knows(self, split: str | None) -> bool:
        """Return whether some part holds the rows of a split."""
        return any(split == known for _, known in self.parts.values())

    def split_of(self, part: str) -> str | None:
        """Return the split whose rows a name stands for, None where it is all of them."""
        return self.parts[part][1] if part in self.parts else None

    def split_in(self, cell: str) -> str | None:
        """Return the split that a cell tells, if any, or which set of a split."""
        bare = cell.strip().strip('"')
        if self.value:
            return bare or None
        if bare in self.sets:
            return self.sets[bare]
        split = split_word(bare)
        apart = split and any(each.startswith(f"{split}-") for each in self.sets.values())
        return (set_of(bare)[1] if apart else "") or split


def by_split(layout: Layout, head: bytes, whole: bool) -> BySplit:
    """Return how the column that tells the split divides the others, if there is one.

    All its cells must name a split; of several such columns, that which names most. Counters, and
    columns that say their split, stay whole; where there are no others, nothing is divided.
    ``head`` are the first bytes of the table, and all there is where it is ``whole``.
    """
    measures = any(map(is_measure, layout.names))
    telling = [name for name in layout.names if name.lower() in (KEYS if measures else SPLIT_KEYS)]
    rows = rows_in(layout, head, whole) if telling else []
    found: dict[str, BySplit] = {}
    for column in telling:
        at = layout.names.index(column)
        cells = [cell for row in rows if (cell := row[at].strip(' "')) != column]
        divided = BySplit(column, sets=_told_by_truth(column, cells) or sets_apart(cells))
        words = dict.fromkeys(map(divided.split_in, dict.fromkeys(cells)))
        splits = [word for word in words if word is not None]
        parts = _parts(layout.names, column, splits) if len(splits) == len(words) else {}
        if parts:
            found[column] = replace(divided, parts=parts)
    return max(found.values(), key=lambda each: len(each.parts), default=BySplit())


def _told_by_truth(column: str, cells: Sequence[str]) -> dict[str, str]:
    """Return the splits that ``True`` and ``False`` tell below ``is_train`` or the like."""
    splits = BOOLEAN_KEYS.get(column.lower(), {})
    found = dict.fromkeys(cells)
    if not splits or not column.lower().startswith("is_") or len(found) != len(splits):
        return {}
    truths = {cell: _TRUTHS.get(cell.lower()) for cell in found}
    return {cell: splits[truth] for cell, truth in truths.items() if truth is not None}


def rows_of(layout: Layout, block: Block) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of a block that are full rows, each with its cells."""
    split = splitter(layout.delimiter, layout.decimal_comma)
    for line in lines(block.text()):
        row = split(line)
        if len(row) == len(layout.names):
            yield line, row


def rows_in(layout: Layout, head: bytes, whole: bool) -> list[list[str]]:
    """Return the full rows in the first bytes of a table."""
    rows: list[list[str]] = []
    preamble = layout.preamble
    for block in blocks(BytesIO(head)):
        if whole or not block.cut:
            rows += [row for _, row in rows_of(layout, block.after(preamble))]
        preamble = 0
    return rows


def with_splits(layout: Layout, further: Iterable[str]) -> BySplit:
    """Return how a table is divided that has rows of further splits."""
    divided = layout.by_split
    splits = dict.fromkeys([*(split for _, split in divided.parts.values()), *further])
    return replace(divided, parts=_parts(layout.names, divided.column, tuple(splits)))


def _parts(names: Sequence[str], column: str, splits: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the parts of all columns that are divided."""
    found = {}
    for name in names:
        for split in splits if name != column else ():
            part = with_split(name, split)
            if part != name and part not in names:
                found[part] = (name, split)
    return found
