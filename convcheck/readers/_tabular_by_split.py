"""A column that tells each row's split: ``epoch,phase,loss`` holds two losses, not one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from convcheck.readers._json_reshape import SPLIT_KEYS, split_word, with_split
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_text import blocks, lines

if TYPE_CHECKING:
    from convcheck.readers._tabular_layout import Layout


@dataclass(frozen=True, slots=True)
class BySplit:
    """How the columns of a table are divided by one of them."""

    column: str = ""
    """The column that tells the split; empty where there is none."""
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By name of a part such as ``val/loss``, the column that it is of and its split."""

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


def by_split(layout: Layout, head: bytes, whole: bool) -> BySplit:
    """Return how the column that tells the split divides the others, if there is one.

    All its cells must name a split; of several such columns, that which names most. Counters, and
    columns that say their split, stay whole.
    ``head`` are the first bytes of the table, and all there is where it is ``whole``.
    """
    telling = [name for name in layout.names if name.lower() in SPLIT_KEYS]
    rows = _rows(layout, head, whole) if telling else []
    found: dict[str, list[str]] = {}
    for column in telling:
        at = layout.names.index(column)
        cells = dict.fromkeys(row[at] for row in rows)
        words = dict.fromkeys(word_in(cell) for cell in cells if cell.strip(' "') != column)
        splits = [word for word in words if word is not None]
        if splits and len(splits) == len(words):
            found[column] = splits
    if not found:
        return BySplit()
    column = max(found, key=lambda name: len(found[name]))
    return BySplit(column, _parts(layout.names, column, found[column]))


def word_in(cell: str) -> str | None:
    """Return the split that a cell tells, if any."""
    return split_word(cell.strip().strip('"'))


def _rows(layout: Layout, head: bytes, whole: bool) -> list[list[str]]:
    """Return the full rows in the first bytes of a table."""
    split = splitter(layout.delimiter, layout.decimal_comma)
    text = "".join(block.text() for block in blocks(BytesIO(head)) if whole or not block.cut)
    rows = [split(line) for line in list(lines(text))[layout.preamble :]]
    return [row for row in rows if len(row) == len(layout.names)]


def _parts(names: Sequence[str], column: str, splits: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the parts of all columns that are divided."""
    found = {}
    for name in names:
        for split in splits if name != column else ():
            part = with_split(name, split)
            if part != name and part not in names:
                found[part] = (name, split)
    return found
