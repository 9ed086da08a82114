"""All event files of one run together: names of series, numbering of records, notes."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from convcheck.model import Note, Source
from convcheck.readers._event_cache import event_files
from convcheck.readers._event_file import EventFile
from convcheck.readers._event_store import MAX_TAGS, Scalars, joined
from convcheck.readers._tfrecord import Ending
from convcheck.table import Column


@dataclass(frozen=True, slots=True)
class Tag:
    """One series of a run."""

    name: str
    """The tag, with the split or the folder in front where only that tells it."""
    tag: str
    """As the writer gave it."""
    folder: str
    """The split or the folder below the run that it lies in; empty for the run's own."""
    scalars: Scalars
    """Its values in file order, records numbered over all files."""

    @property
    def has_steps(self) -> bool:
        """Whether its steps tell its points apart; writers that are given none put 0."""
        return len(self.scalars) < 2 or bool(self.scalars.step.any())

    def column(self, first_wall_time: float) -> Column:
        """Return it as a column of the loss table."""
        scalars = self.scalars
        x = scalars.step if self.has_steps else np.arange(len(scalars), dtype=np.float64)
        time = scalars.wall_time - first_wall_time
        return Column(self.name, scalars.record, x, scalars.value, time)


@dataclass(frozen=True, slots=True)
class EventRun:
    """What the event files of one run hold."""

    tags: tuple[Tag, ...]
    """In the order of the log."""
    first_wall_time: float
    """Seconds since 1970 of the first scalar."""
    session_starts: int
    """Records that mark the start of a session."""
    notes: tuple[Note, ...]
    """What was skipped or cut off."""


def load(source: Source) -> EventRun:
    """Read all event files of a run.

    Raises SourceNotFound or SourceUnreadable.
    """
    files = event_files(source)
    folders = folder_names(source)
    parts: dict[tuple[str, str], list[Scalars]] = defaultdict(list)
    records = 0
    for file, found in files.items():
        for tag, scalars in found.scalars.items():
            parts[folders.get(file, ""), tag].append(_numbered_from(records, scalars))
        records += found.records
    tags = _named({key: joined(found) for key, found in parts.items()})
    first = min((float(tag.scalars.wall_time[0]) for tag in tags), default=0.0)
    session_starts = sum(file.session_starts for file in files.values())
    return EventRun(tags, first, session_starts, _notes(files, session_starts))


def folder_names(source: Source) -> dict[str, str]:
    """Return the split, or else the folder below the run, that each file lies in."""
    parents = {file: os.path.dirname(os.path.abspath(file)) for file in source.files}
    if not parents:
        return {}
    top = os.path.commonpath(list(parents.values()))
    names = {}
    for file, parent in parents.items():
        below = os.path.relpath(parent, top).replace(os.sep, "/")
        names[file] = source.splits.get(file) or ("" if below == "." else below)
    return names


def _numbered_from(first: int, scalars: Scalars) -> Scalars:
    if not first:
        return scalars
    return Scalars(scalars.record + first, scalars.step, scalars.wall_time, scalars.value)


def _named(found: Mapping[tuple[str, str], Scalars]) -> tuple[Tag, ...]:
    """Put the folder in front of the tag unless the tag begins with it already."""
    tags: dict[str, Tag] = {}
    for (folder, tag), scalars in found.items():
        name = tag if not folder or tag.startswith(f"{folder}/") else f"{folder}/{tag}"
        while name in tags:
            name = f"{folder}/{name}" if folder else f"{name} (run's own)"
        tags[name] = Tag(name, tag, folder, scalars)
    return tuple(tags.values())


def _notes(files: Mapping[str, EventFile], session_starts: int) -> tuple[Note, ...]:
    notes = []
    for file, found in files.items():
        if found.damaged:
            message = "records with a wrong checksum were skipped"
            notes.append(Note("checksum-mismatch", message, found.damaged, file))
        if found.surplus:
            message = f"values left out: the file has more than {MAX_TAGS:,} tags"
            notes.append(Note("too-many-columns", message, found.surplus, file))
        if found.ending is Ending.CUT:
            message = "the last record is cut off: still being written, or the writer died"
            notes.append(Note("truncated-log", message, 1, file))
        elif found.ending is Ending.DAMAGED:
            message = (
                f"the length of record {found.records} has a wrong checksum; "
                "the rest of the file cannot be read"
            )
            notes.append(Note("damaged-log", message, 1, file))
    if session_starts > 1:
        notes.append(Note("session-start", "the writer marked new sessions", session_starts))
    return tuple(notes)
