"""Which of several logs in a folder is analyzed: of those that tell of one training, the best."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convcheck import readers
from convcheck.model import Note, Source
from convcheck.readers._folder_runs import FoundRun
from convcheck.readers._folder_siblings import are_ranks, have_same_columns
from convcheck.readers._same_training import FEWEST_POINTS, Sketch, are_apart, sketch

if TYPE_CHECKING:
    from convcheck.model import Run

ReadRun = Callable[[Source], "Run | None"]
"""Reads a source, or returns None where it holds no objective."""

NAMED_AT_MOST = 5
"""Logs named in a note; more are counted."""


@dataclass(frozen=True, slots=True)
class _Log:
    """One log and what it holds."""

    source: Source
    known: Sketch


def best_sources(found: FoundRun, read_run: ReadRun) -> list[Source]:
    """Return of each training that the logs tell of the one with most points, in path order.

    The others are a note. Of equals that one is taken whose reader ranks first: events, JSONL,
    JSON, CSV, text. Where nothing can be read, that is the one whose error is told.
    """
    if len(found.alternatives) == 1:
        return list(found.alternatives)
    logs = [
        _Log(source, sketch(run))
        for source in found.alternatives
        if (run := read_run(source)) is not None and len(run.objective)
    ]
    if not logs:
        return [min(found.alternatives, key=lambda source: readers.get(source.format).RANK)]
    logs.sort(key=lambda log: (-log.known.points, readers.get(log.source.format).RANK))
    trainings: list[list[_Log]] = []
    for log in logs:
        same = (each for each in trainings if _tell_of_one(each[0], log))
        training = next(same, None)
        if training is None:
            trainings.append([log])
        else:
            training.append(log)
    sources = [_with_note([log.source for log in each], found.folder) for each in trainings]
    if len(sources) == 1:
        return sources
    return sorted(map(_named_by_file, sources), key=lambda source: source.path)


def _tell_of_one(best: _Log, other: _Log) -> bool:
    """Return whether two logs may tell of one training."""
    pair = [best.source, other.source]
    enough = min(best.known.points, other.known.points) >= FEWEST_POINTS
    if enough and not are_ranks(pair) and (have_same_columns(pair) or _are_numbered(pair)):
        return False
    return not are_apart(best.known, other.known)


def _are_numbered(pair: Sequence[Source]) -> bool:
    """Return whether two logs of one format are called alike but for a number: two seeds."""
    if len({source.format for source in pair}) > 1 or any(len(s.files) != 1 for s in pair):
        return False
    one, other = (source.files[0] for source in pair)
    return re.sub(r"\d+", "#", one) == re.sub(r"\d+", "#", other)


def _named_by_file(source: Source) -> Source:
    """Let a log stand for itself where its folder holds several trainings."""
    return replace(source, path=source.files[0]) if len(source.files) == 1 else source


def _with_note(sources: Sequence[Source], folder: str) -> Source:
    """Return the first of the logs of one training, with the others in a note."""
    best, *others = sources
    if not others:
        return best
    return replace(best, notes=(*best.notes, _note(others, best, folder)))


def _note(others: Sequence[Source], best: Source, folder: str) -> Note:
    named = [_how_to_read(source, best, folder) for source in others[:NAMED_AT_MOST]]
    if len(others) > NAMED_AT_MOST:
        named.append(f"{len(others) - NAMED_AT_MOST} more")
    message = f"the same run is also logged in {', '.join(named)}"
    if any(source.format == best.format for source in others):
        message += f" ({_name(best, folder)} was taken; name another file to analyze that)"
    return Note("alternative-source", message, len(others), folder)


def _how_to_read(source: Source, best: Source, folder: str) -> str:
    name = _name(source, folder)
    return name if source.format == best.format else f"{name} (--from {source.format})"


def _name(source: Source, folder: str) -> str:
    names = [os.path.relpath(file, folder) for file in source.files]
    if len(names) > 1:
        names = sorted({os.path.dirname(name) or name for name in names})
    return " + ".join(names)
