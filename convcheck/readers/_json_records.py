"""Flat records from lines or objects of JSON, and what had to be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convcheck.model import Note
from convcheck.readers import _json_reshape as reshape
from convcheck.readers._json_around import several, split_in, with_counters
from convcheck.readers._json_text import NotJson, value_and_words

if TYPE_CHECKING:
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


def records_of_line(
    line: bytes, where: str, left_out: LeftOut, split: str | None, *, at_end: bool
) -> list[Record]:
    """Return the flat records of one line, which is none where it holds no object.

    ``at_end`` says that the log ends with it, without a line end.
    """
    if not line or line.isspace():
        return []
    text = line.decode("utf-8", "replace")
    try:
        value, words = value_and_words(text)
    except NotJson:
        value, words = None, ""
    if isinstance(value, dict) or _holds_objects(value):
        if not words:
            return flat_records(value, left_out, split)
        objects = several(text) if "}" in words else []
        return _records_after_words(objects or [(value, words)], left_out, split)
    if at_end and "{" in text:
        left_out.cut.append(where)
    else:
        left_out.foreign += 1
        left_out.first_foreign = left_out.first_foreign or where
    return []


def flat_records(value: Any, left_out: LeftOut, split: str | None = None) -> list[Record]:
    """Return the flat records that a JSON object, or a list of objects, holds."""
    found = []
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
        found.append(record)
    return found


def _records_after_words(
    found: list[tuple[Any, str]], left_out: LeftOut, split: str | None
) -> list[Record]:
    """Return the records of values, with what the words before each tell of it."""
    return [
        with_counters(_under_split(record, split_in(words)), words)
        for value, words in found
        for record in flat_records(value, left_out, split)
    ]


def _under_split(record: Record, split: str | None) -> Record:
    """Return a record with a split in front of its names, unless some of them say one."""
    if split is None or reshape.names_a_split(record):
        return record
    return {reshape.with_split(name, split): cell for name, cell in record.items()}


def _holds_objects(value: Any) -> bool:
    """Return whether a value is a list of objects, as ClearML writes on one line."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
