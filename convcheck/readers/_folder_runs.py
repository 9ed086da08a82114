"""The runs in a tree of folders, each with the logs that tell of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from convcheck.model import Source
from convcheck.readers._folder_events import take_events
from convcheck.readers._folder_siblings import are_ranks, have_same_columns, take_tables
from convcheck.readers._folders import EVENT_FORMAT, Folder

# fmt: off
_LOGGER_FOLDERS = frozenset({
    "lightning_logs", "tb_logs", "csv_logs", "tb", "tensorboard", "tensorboard_logs",
    "logs", "log", "csv", "runs", "catboost_info", "wandb", "dvclive", "plots", "metrics",
    "vis_data", "files",
})
# fmt: on
"""Folders that loggers open below a run: their names tell nothing of the run."""


@dataclass(frozen=True, slots=True)
class FoundRun:
    """One run and the logs that tell of it."""

    folder: str
    """Where it lies."""
    alternatives: tuple[Source, ...]
    """At least one; each tells of the whole run."""

    @property
    def files(self) -> list[str]:
        """All files that tell of it."""
        return [file for source in self.alternatives for file in source.files]


def runs_in(folder: Folder, has_points: Callable[[Source], bool]) -> list[FoundRun]:
    """Return the runs in a folder and below, in path order.

    Logs of its own make a folder a run, to which a single run below belongs too: ``log.csv``
    beside ``tb/events...``. ``has_points`` tells whether a log holds an objective; it is asked
    where a folder's own log might be something else that lies beside several runs.
    """
    if folder.whole is not None:
        return [FoundRun(folder.path, (folder.whole,))]
    events = take_events(folder)
    own = [events] if events else []
    own += take_tables(folder)
    below = [run for child in folder.folders for run in runs_in(child, has_points)]
    below = _merged(below, folder.path)
    if not own:
        return below
    if len(own) > 1 and have_same_columns(own) and not are_ranks(own):
        return [FoundRun(source.path, (source,)) for source in map(_named_by_file, own)] + below
    if len(below) == 1:
        return [FoundRun(folder.path, (*own, *below[0].alternatives))]
    if below:
        own = [source for source in own if source.format == EVENT_FORMAT or has_points(source)]
    return ([FoundRun(folder.path, tuple(own))] if own else []) + below


def _named_by_file(source: Source) -> Source:
    """Let a log stand for itself: ``seed1.csv`` and ``seed2.csv`` are two runs, not one twice."""
    return replace(source, path=source.files[0])


def _merged(runs: list[FoundRun], top: str) -> list[FoundRun]:
    """Put runs together that differ in the logger's folder and the format only.

    ``tb_logs/version_0`` and ``lightning_logs/version_0`` tell of one run.
    """
    merged: dict[tuple[str, ...], FoundRun] = {}
    for run in runs:
        parts = os.path.relpath(run.folder, top).split(os.sep)
        key = tuple(part for part in parts if part.lower() not in _LOGGER_FOLDERS)
        while key in merged and _formats(merged[key]) & _formats(run):
            key += ("",)
        if key in merged:
            first = merged[key]
            run = FoundRun(first.folder, (*first.alternatives, *run.alternatives))
        merged[key] = run
    return list(merged.values())


def _formats(run: FoundRun) -> set[str]:
    return {source.format for source in run.alternatives}
