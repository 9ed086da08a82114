"""The files of one run as sheets: each with its layout, its dialect and the names of its series."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from convcheck.errors import SourceUnreadable, UnknownFormat
from convcheck.readers import HEAD_BYTES
from convcheck.readers._bytes import open_source
from convcheck.readers._tabular_by_split import by_split, with_splits
from convcheck.readers._tabular_dialects import Dialect, recognise
from convcheck.readers._tabular_further_splits import rows_of_further_splits
from convcheck.readers._tabular_layout import Layout, sniff
from convcheck.readers._tabular_long import by_series, with_series
from convcheck.readers._tabular_text import blocks

if TYPE_CHECKING:
    from convcheck.model import Source

SURVEY_BYTES = 4 * HEAD_BYTES
"""What a survey reads of each file: some thousand rows, parsed in hundredths of a second."""

AXES = frozenset(
    {"step", "global_step", "_step", "iter", "iteration", "epoch", "timestamp", "time", "wall_time"}
    | {"wall time"}
)
"""Columns that the files of one run share: they count, and keep their name."""

_DVCLIVE = re.compile(r"plots[/\\]metrics[/\\]")
_SPLIT_WORDS = {
    "train": ("train", "learn"),
    "validation": ("val", "validation", "test", "eval", "dev"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file."""

    file: str
    """Where it lies; empty for content held in memory."""
    head: bytes
    """Its first bytes."""
    whole: bool
    """The head is all of it."""
    layout: Layout
    """How its lines are read."""
    dialect: Dialect
    """What its header proves."""
    series: Mapping[str, str]
    """Name of the series, by column."""

    def column(self, name: str) -> str | None:
        """Return the column of a series, if this file has it."""
        return next((column for column, series in self.series.items() if series == name), None)

    @property
    def clock(self) -> str:
        """The column that tells the time; empty where there is none."""
        from convcheck.readers._clock import clock_among

        names = self.layout.names
        return self.dialect.clock if self.dialect.clock in names else clock_among(names)


@contextmanager
def opened(source: Source, file: str) -> Iterator[BinaryIO]:
    """Open one file of a source, or the content that it holds.

    Raises SourceNotFound or SourceUnreadable, the latter for what happens while it is open too.
    """
    if source.content is not None:
        yield io.BytesIO(source.content)
        return
    try:
        with open_source(file) as stream:
            yield stream
    except (OSError, EOFError) as error:
        raise SourceUnreadable(f"cannot read {file}: {error}", path=file) from error


def sheets(source: Source) -> list[Sheet]:
    """Return the sheets of a source in reading order; files that hold no table are left out.

    Raises UnknownFormat where none does, and what ``opened`` raises.
    """
    found = []
    for file in source.files if source.content is None else ("",):
        with opened(source, file) as stream:
            head = stream.read(SURVEY_BYTES)
            whole = not stream.read(1)
        layout = sniff(head[:HEAD_BYTES], whole and len(head) <= HEAD_BYTES)
        if layout is not None:
            found.append((file, head, whole, layout))
    if not found:
        raise UnknownFormat(f"{source.path} holds no table", path=source.path)
    metrics = _metric_names([(file, each) for file, _, _, each in found])
    made = []
    for file, head, whole, layout in found:
        dialect = recognise(layout.names, file or source.path)
        if not dialect.logger:
            divided = by_series(layout, head, whole) or by_split(layout, head, whole)
            layout = replace(layout, by_split=divided)
        if layout.by_split and not whole:
            layout, head = _with_further_splits(source, file, layout, head)
        split = source.splits.get(file, "")
        series = {
            name: name
            if name.lower() in AXES
            else _with_split(metrics.get(file) or dialect.series.get(name, name), split)
            for name in layout.columns
        }
        made.append(Sheet(file, head, whole, layout, dialect, series))
    return made


def _with_further_splits(
    source: Source, file: str, layout: Layout, head: bytes
) -> tuple[Layout, bytes]:
    """Return a layout that knows the splits of all rows, and a head with some rows of each."""
    with opened(source, file) as stream:
        found = rows_of_further_splits(stream, layout)
    if not found:
        return layout, head
    whole_lines = [bytes(block.view()) for block in blocks(io.BytesIO(head)) if not block.cut]
    further = "".join(f"{line}\n" for lines in found.values() for line in lines)
    divided = with_series(layout, found) if layout.by_split.value else with_splits(layout, found)
    return replace(layout, by_split=divided), b"".join(whole_lines) + further.encode()


def _metric_names(found: Sequence[tuple[str, Layout]]) -> dict[str, str]:
    """Return the metric of each file where each holds one, as DVCLive and DeepSpeed write them.

    The column says less than the path, and the path ends like the column. Empty for other files.
    """
    for file, layout in found:
        measures = [name.lower() for name in layout.names if name.lower() not in AXES]
        stem = PurePath(file).stem.lower()
        if len(measures) != 1 or not layout.header or not stem.endswith(measures[0]):
            return {}
    below = [_below_metrics(file) for file, _ in found]
    if not all(below):
        if len(found) == 1:
            return {}
        common = os.path.commonpath([os.path.dirname(file) for file, _ in found])
        below = [os.path.relpath(file, common) for file, _ in found]
    return {
        file: PurePath(path).with_suffix("").as_posix()
        for (file, _), path in zip(found, below, strict=True)
    }


def _below_metrics(file: str) -> str:
    """Return the path below DVCLive's folder of metrics; empty where the file is not there."""
    return _DVCLIVE.split(file)[-1] if _DVCLIVE.search(file) else ""


def _with_split(name: str, split: str) -> str:
    """Put the split in front of a name, unless it says it already."""
    words = re.split(r"[/._\-\s:()]+", name.lower())
    if not split or any(word in _SPLIT_WORDS.get(split, (split,)) for word in words):
        return name
    return f"{split}/{name}"
