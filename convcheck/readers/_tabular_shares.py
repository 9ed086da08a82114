"""Which share of a column's cells are numbers, times among them where a header vouches for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convcheck.readers import _cells
from convcheck.readers._tabular_commas import is_number

_CLOCK = re.compile(r"(?:\d+:)?\d+:\d\d(?:\.\d+)?")
_SECONDS = re.compile(r"\d+(?:\.\d+)?s")
_TAKEN = frozenset({"dur", "duration", "elapsed", "time"})


def tells_time_taken(name: str) -> bool:
    """Return whether a column tells how long something took, not how long the rest will take."""
    return name.lower() in _TAKEN


def numeric_share(column: Sequence[str], *, clocks: bool = False, seconds: bool = False) -> float:
    """Return the share of numbers of the logged cells; 1 for none.

    Clocks such as ``00:12`` and seconds such as ``2.1s`` count where they may stand.
    """
    logged = [cell for cell in column if not _cells.is_missing(cell)]
    times = [_CLOCK] * clocks + [_SECONDS] * seconds
    numbers = sum(is_number(cell) or any(each.fullmatch(cell) for each in times) for cell in logged)
    return numbers / len(logged) if logged else 1.0
