"""Splits and series that a table names for the first time beyond its head: a late validation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import BinaryIO

from convcheck.readers._tabular_by_split import rows_of
from convcheck.readers._tabular_layout import Layout
from convcheck.readers._tabular_text import Block, blocks

_HINTS = {
    "train": (b"tr", b"learn"),
    "val": (b"val", b"dev", b"holdout", b"heldout"),
    "test": (b"test", b"tst"),
}
"""By split, texts of which one is in each of its words."""
MOST_ROWS = 100
"""Rows of a further split that a survey sees."""
MOST_SERIES = 1_000
"""Series of a long table that are looked for."""

Found = dict[str, list[str]]
"""By split or series, its first lines."""


def rows_of_further_splits(stream: BinaryIO, layout: Layout) -> Found:
    """Return the first lines of each split of a whole table that its head does not name.

    To look for a few texts is far faster than to parse the rows, and few blocks have them.
    """
    divided = layout.by_split
    known = {split for _, split in divided.parts.values()}
    left = {split: hints for split, hints in _HINTS.items() if split not in known}
    found: Found = {}
    preamble = layout.preamble
    for whole in blocks(stream) if left or divided.value else ():
        block, preamble = whole.after(preamble), 0
        if divided.value:
            _add_series(found, block, layout)
        elif _may_name(block, left.values(), divided.sets):
            _add_splits(found, block, layout, left)
            left = {split: left[split] for split in left if len(found.get(split, ())) < MOST_ROWS}
            if not left:
                break
    return found


def _may_name(block: Block, wanted: Iterable[Collection[bytes]], known: Collection[str]) -> bool:
    """Return whether a block holds such a text, known cells aside."""
    content = bytes(block.view()).lower()
    if known:
        cells = b"|".join(re.escape(cell.lower().encode()) for cell in known)
        content = re.sub(rb"(?<![\w-])(?:" + cells + rb")(?![\w-])", b"", content)
    return any(hint in content for hints in wanted for hint in hints)


def _add_splits(found: Found, block: Block, layout: Layout, wanted: Collection[str]) -> None:
    """Add the first lines of a block that are of the wanted splits."""
    at = layout.names.index(layout.by_split.column)
    for line, row in rows_of(layout, block):
        split = layout.by_split.split_in(row[at])
        if split and split.partition("-")[0] in wanted and not layout.by_split.knows(split):
            _add(found, split, line)


def _add_series(found: Found, block: Block, layout: Layout) -> None:
    """Add the first lines of a block that are of series which the head of the table has not."""
    divided = layout.by_split
    at = layout.names.index(divided.column)
    for line, row in rows_of(layout, block):
        series = divided.split_in(row[at])
        if series and not divided.knows(series) and series != divided.column:
            _add(found, series, line)


def _add(found: Found, name: str, line: str) -> None:
    if name in found or len(found) < MOST_SERIES:
        lines = found.setdefault(name, [])
        if len(lines) < MOST_ROWS:
            lines.append(line)
