"""Runs of which nothing can be read: their logs are named like those of the runs beside them.

In a folder of runs a log that is empty, damaged or holds a header alone is mostly that of a run
that broke down early. A folder whose run is known may hold such files for other reasons, as of
ranks that log nothing; so may the folders in it, and the one that holds all runs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from convcheck.errors import InputError
from convcheck.model import Source
from convcheck.readers._bytes import head_of


def with_namesakes(runs: Sequence[Source], pointless: Iterable[str]) -> list[Source]:
    """Return the runs and those whose log, one of the pointless files, is named like theirs.

    Reading that as the format of its namesakes tells what is wrong with it. All in path order.
    """
    logs: dict[str, tuple[str, str]] = {}
    folders: set[str] = set()
    beside: set[tuple[str, str]] = set()
    for run in runs:
        for file in run.files:
            logs.setdefault(_pattern(file), (file, run.format))
            if file == run.path:
                beside.add((os.path.dirname(file), _pattern(file)))
            else:
                folders.add(os.path.dirname(file))
    above = {each for folder in folders for each in _with_parents(folder)} - folders
    lost = []
    for file in pointless:
        folder, pattern = os.path.dirname(file), _pattern(file)
        elsewhere = folder in above and (folder, pattern) not in beside
        if pattern not in logs or elsewhere or not folders.isdisjoint(_with_parents(folder)):
            continue
        namesake, format_ = logs[pattern]
        if _holds_nothing(file, namesake):
            lost.append(Source(file, format_, (file,)))
    return sorted([*runs, *lost], key=lambda run: run.path.split(os.sep)) if lost else list(runs)


def _pattern(file: str) -> str:
    """Return a file's name with its numbers left open: ``seed1.csv`` is like ``seed2.csv``."""
    return re.sub(r"\d+", "#", os.path.basename(file))


def _with_parents(folder: str) -> list[str]:
    """Return a folder and all that it lies in."""
    found = [folder]
    while (parent := os.path.dirname(found[-1])) not in ("", found[-1]):
        found.append(parent)
    return found


def _holds_nothing(file: str, namesake: str) -> bool:
    """Return whether a file is empty, damaged, or begins as its namesake does."""
    try:
        head = head_of(file)
    except InputError:
        return True
    if not head.strip() or b"\0" in head:
        return True
    first = head.strip().splitlines()[0]
    return first == head_of(namesake).strip().splitlines()[0]
