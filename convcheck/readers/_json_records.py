"""Flat records from the lines of a JSON-lines log, and what had to be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convcheck.model import Note
from convcheck.readers import _json_reshape as reshape
from convcheck.readers._json_text import NotJson, line_value
from convcheck.readers._lines import Block, blocks

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.readers._json_reshape import Record


@dataclass(slots=True)
class LeftOut:
    """Counts of what was not taken over; filled while records are drawn."""

    foreign: int = 0
    """Lines without a JSON object."""
    first_foreign: str = ""
    """File and number of the first of them."""
    cut: list[str] = field(default_factory=list)
    """Files whose last line ends in the middle."""
    lists: int = 0
    """Cells that hold a list, or nest too deeply."""
    summaries: int = 0
    """Closing records with means of the whole run."""
    unused: int = 0
    """Lists of objects in a document beside the one that is its log."""

    def notes(self) -> Iterator[Note]:
        """Yield a note for each kind of thing that was left out."""
        if self.foreign:
            message = "lines that hold no JSON object were skipped"
            yield Note("foreign-lines", message, self.foreign, self.first_foreign)
        for where in self.cut:
            yield Note("truncated-log", "the log ends in the middle of a record", 1, where)
        if self.lists:
            yield Note("lists-ignored", "cells that hold lists were left out", self.lists)
        if self.summaries:
            message = "closing record with means of the whole run, which are no point of it"
            yield Note("summary-record", message, self.summaries)
        if self.unused:
            message = "lists of objects beside the log were left out"
            yield Note("lists-ignored", message, self.unused)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some flat records of one file, in file order."""

    records: list[Record]
    """Each a name to a float, a text, a boolean or None."""
    first: bool = True
    """The file begins here."""


def batches_of_lines(source: Source, left_out: LeftOut) -> Iterator[Batch]:
    """Yield the records of each block of lines.

    Raises SourceNotFound or SourceUnreadable.
    """
    number = 0
    for block in blocks(source):
        number = 0 if block.first else number
        split = reshape.split_word(source.splits.get(block.file))
        found: list[Record] = []
        for value in values_of(block, number, left_out):
            found.extend(flat_records(value, left_out, split))
        number += block.data.count(b"\n")
        yield Batch(found, block.first)


def values_of(block: Block, before: int, left_out: LeftOut) -> Iterator[Any]:
    """Yield the JSON value of every line of a block that follows ``before`` lines of its file."""
    lines = block.data.split(b"\n")
    for number, line in enumerate(lines, before + 1):
        if not line or line.isspace():
            continue
        text = line.decode("utf-8", "replace")
        try:
            value = line_value(text)
        except NotJson:
            value = None
        if isinstance(value, dict) or _holds_objects(value):
            yield value
        elif block.last and number == before + len(lines) and "{" in text:
            left_out.cut.append(f"{block.file or 'input'}, line {number}")
        else:
            left_out.foreign += 1
            left_out.first_foreign = (
                left_out.first_foreign or f"{block.file or 'input'}, line {number}"
            )


def flat_records(value: Any, left_out: LeftOut, split: str | None = None) -> Iterator[Record]:
    """Yield the flat records that a JSON object, or a list of objects, holds."""
    for item in value if isinstance(value, list) else (value,):
        if not isinstance(item, dict):
            continue
        record, lists = reshape.flat(item)
        left_out.lists += lists
        if reshape.is_summary(record):
            left_out.summaries += 1
            continue
        record = reshape.reshaped(record)
        if split is not None:
            record = {reshape.with_split(name, split): cell for name, cell in record.items()}
        yield record


def _holds_objects(value: Any) -> bool:
    """Return whether a value is a list of objects, as ClearML writes on one line."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
