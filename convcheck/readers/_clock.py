"""Which column of a log tells the time, and how many seconds its cells mean."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

CLOCKS = (
    "wall_time",
    "_timestamp",
    "timestamp",
    "_runtime",
    "time_total_s",
    "time/time_elapsed",
    "elapsed_time",
    "passed_time",
    "train_wall",
)
"""Columns that hold a time stamp or the seconds since the start, best first.

A plain ``time`` is not among them: it has four meanings, seconds per iteration among them.
"""

MILLISECONDS_FROM = 1e11
"""A stamp from here on counts milliseconds: as seconds it would lie beyond the year 5000."""

_HOURS = re.compile(r"(?:(\d+) days?, )?(\d+):([0-5]?\d):([0-5]?\d(?:\.\d+)?)")


def clock_among(names: Collection[str]) -> str:
    """Return the column that tells the time, or an empty text."""
    return next((name for name in CLOCKS if name in names), "")


def seconds_of_text(text: str) -> float | None:
    """Return the seconds that ``1:02:03`` or ``1 day, 1:02:03`` spells, if it does."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = match.groups()
    return int(days or 0) * 86_400 + int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def seconds_of_stamp(cell: object) -> float | None:
    """Return the seconds since 1970 that an ISO time stamp spells, if it does."""
    try:
        return datetime.fromisoformat(str(cell)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def since_first(clock: FloatArray) -> FloatArray | None:
    """Return seconds since the first stamp, shape (n,); None where there is none."""
    known = np.flatnonzero(np.isfinite(clock))
    if not len(known):
        return None
    first = clock[known[0]]
    scale = 1e-3 if first >= MILLISECONDS_FROM else 1.0
    elapsed: FloatArray = (clock - first) * scale
    return elapsed
