"""The files of one run as sheets: each with its layout, its dialect and the names of its series."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from convcheck.errors import SourceNotFound, SourceUnreadable, UnknownFormat
from convcheck.readers import HEAD_BYTES
from convcheck.readers._tabular_dialects import Dialect, recognise
from convcheck.readers._tabular_layout import Layout, sniff

if TYPE_CHECKING:
    from convcheck.model import Source

SURVEY_BYTES = 4 * HEAD_BYTES
"""What a survey reads of each file: some thousand rows, parsed in hundredths of a second."""

AXES = frozenset(
    {"step", "global_step", "_step", "iter", "iteration", "epoch", "timestamp", "time", "wall_time"}
)
"""Columns that the files of one run share: they count, and keep their name."""

_SPLIT_WORDS = {"train": ("train", "learn"), "validation": ("val", "test", "eval", "dev")}


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

    Raises SourceNotFound or SourceUnreadable.
    """
    if source.content is not None:
        yield io.BytesIO(source.content)
        return
    try:
        with open(file, "rb") as stream:
            yield stream
    except FileNotFoundError as error:
        raise SourceNotFound(f"no such file: {file}", path=file) from error
    except (OSError, ValueError) as error:
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
    single = _hold_one_metric_each([(file, layout) for file, _, _, layout in found])
    return [
        Sheet(
            file,
            head,
            whole,
            layout,
            recognise(layout.names, file or source.path),
            _series(layout.names, file, source.splits.get(file, ""), single),
        )
        for file, head, whole, layout in found
    ]


def _hold_one_metric_each(found: Sequence[tuple[str, Layout]]) -> bool:
    """Return whether each file is one metric beside its axis, as DVCLive and DeepSpeed write."""
    if len(found) == 1:
        return _below_metrics(found[0][0]) is not None
    stems = {PurePath(file).with_suffix("") for file, _ in found}
    return len(stems) == len(found) and all(
        sum(name.lower() not in AXES for name in layout.names) == 1 for _, layout in found
    )


def _series(names: Sequence[str], file: str, split: str, single: bool) -> dict[str, str]:
    """Return the name of the series that each column is."""
    named = {}
    for name in names:
        if name.lower() in AXES:
            named[name] = name
        elif single:
            named[name] = _below_metrics(file) or PurePath(file).stem
        else:
            named[name] = _with_split(name, split)
    return named


def _below_metrics(file: str) -> str | None:
    """Return the path below DVCLive's folder of metrics, without suffix, if the file lies there."""
    match = re.search(r"plots[/\\]metrics[/\\](.+)\.[ct]sv$", file)
    return match[1].replace("\\", "/") if match else None


def _with_split(name: str, split: str) -> str:
    """Put the split in front of a name, unless it says it already."""
    words = re.split(r"[/._\-\s:()]+", name.lower())
    if not split or any(word in _SPLIT_WORDS.get(split, (split,)) for word in words):
        return name
    return f"{split}/{name}"
