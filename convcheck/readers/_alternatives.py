"""Which of several logs of one run is analyzed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from convcheck import readers
from convcheck.model import Note, Source
from convcheck.readers._folder_runs import FoundRun

CountObjective = Callable[[Source], int | None]
"""Tells how many points of the objective a source holds, or None where it holds none."""

NAMED_AT_MOST = 5
"""Logs named in a note; more are counted."""


def best_source(run: FoundRun, count_objective: CountObjective) -> Source:
    """Return the log with most points of the objective, the others as a note.

    Of equals the one whose reader ranks first: events, JSONL, JSON, CSV, text.
    """
    if len(run.alternatives) == 1:
        return run.alternatives[0]
    counts = [(count_objective(source) or 0, source) for source in run.alternatives]
    _, best = min(counts, key=lambda item: (-item[0], readers.get(item[1].format).RANK))
    others = [source for count, source in counts if source is not best and count]
    if not others:
        return best
    return replace(best, notes=(*best.notes, _note(others, best, run.folder)))


def _note(others: list[Source], best: Source, folder: str) -> Note:
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
