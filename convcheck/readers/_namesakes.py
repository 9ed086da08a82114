"""Runs of which nothing can be read: their logs are named like those of the runs beside them.

In a folder of runs an empty log, or a damaged one, is mostly that of a run that broke down early.
A folder whose run is known may hold such files for other reasons, as of ranks that log nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from convcheck.model import Source


def with_namesakes(runs: Sequence[Source], pointless: Iterable[str]) -> list[Source]:
    """Return the runs and those whose log, one of the pointless files, is named like theirs.

    Reading that as the format of its namesakes tells what is wrong with it. All in path order.
    """
    formats: dict[str, str] = {}
    taken: set[str] = set()
    for run in runs:
        formats |= {_pattern(file): run.format for file in run.files}
        taken |= {os.path.dirname(file) for file in run.files if file != run.path}
    lost = [
        Source(file, formats[_pattern(file)], (file,))
        for file in pointless
        if _pattern(file) in formats and os.path.dirname(file) not in taken
    ]
    return sorted([*runs, *lost], key=lambda run: run.path.split(os.sep)) if lost else list(runs)


def _pattern(file: str) -> str:
    """Return a file's name with its numbers left open: ``seed1.csv`` is like ``seed2.csv``."""
    return re.sub(r"\d+", "#", os.path.basename(file))
