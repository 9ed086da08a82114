"""The metric files of one run: a line `timestamp-in-ms value step` each, appended as logged."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convcheck.model import Note
from convcheck.readers import _cells
from convcheck.readers._lines import blocks
from convcheck.readers._long_rows import LongRows
from convcheck.table import LossTable

if TYPE_CHECKING:
    from convcheck.model import Source

METRICS_FOLDER = "metrics"
_LEAST_PARTS = 3
_META_FILE = "meta.yaml"


@dataclass(slots=True)
class _LeftOut:
    """What was not taken over of one file."""

    foreign: int = 0
    cut: bool = False

    def notes(self, file: str) -> list[Note]:
        """Return a note for each kind."""
        notes = []
        if self.foreign:
            message = "lines that are no time stamp, value and step were skipped"
            notes.append(Note("foreign-lines", message, self.foreign, file))
        if self.cut:
            message = "the log ends in the middle of a record"
            notes.append(Note("truncated-log", message, 1, file))
        return notes


def load(source: Source, names: set[str] | None) -> LossTable:
    """Read the metrics with these names, or all; a metric is named by its file.

    Raises SourceNotFound or SourceUnreadable.
    """
    rows, notes = LongRows(), []
    left_out: dict[str, _LeftOut] = {}
    for block in blocks(_chosen(source, names)):
        name = metric_name(block.file)
        counts = left_out.setdefault(block.file, _LeftOut())
        for line in block.data.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                counts.cut = True  # MLflow ends every line, so digits may be missing
            elif not _add(line.decode("utf-8", "replace"), name, rows):
                counts.foreign += bool(line.strip())
    for file, counts in left_out.items():
        notes += counts.notes(file)
    return LossTable(rows.columns(stamps_a_second=1000), (*notes, *rows.notes()))


def metric_name(file: str) -> str:
    """Return the metric's name: the path below `metrics/` of the run, else the file's name."""
    parts = file.split(os.sep)
    places = [place for place, part in enumerate(parts[:-1]) if part == METRICS_FOLDER]
    for place in places:
        if os.path.exists(os.sep.join([*parts[:place], _META_FILE])):
            return "/".join(parts[place + 1 :])
    return "/".join(parts[places[-1] + 1 :]) if places else parts[-1] or "metric"


def _chosen(source: Source, names: set[str] | None) -> Source:
    """Return the source with the files of the wanted metrics only."""
    from dataclasses import replace

    if names is None or source.content is not None:
        return source
    return replace(source, files=tuple(each for each in source.files if metric_name(each) in names))


def _add(line: str, name: str, rows: LongRows) -> bool:
    """Take over one line; return False where it is no record."""
    parts = line.split()
    if len(parts) < _LEAST_PARTS:
        return False
    try:
        stamp, value, step = (_cells.parse(part) for part in parts[:_LEAST_PARTS])
    except ValueError:
        return False
    if stamp is None or value is None or step is None:
        return False
    rows.add(name, step, stamp, value)
    return True
