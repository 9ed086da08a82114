"""Tables and numbers as Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the first column is text, all others are numbers."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rows))


def number(value: float, digits: int = 3) -> str:
    """Return a share without its leading zero, or a dash where there is none."""
    if math.isnan(value):
        return "-"
    text = f"{value:.{digits}f}"
    return text[1:] if text.startswith("0.") else text


def interval(ends: tuple[float, float]) -> str:
    """Return the two ends of an interval."""
    return f"{number(ends[0])} to {number(ends[1])}" if not math.isnan(ends[0]) else "-"


def percent(value: float, digits: int = 0) -> str:
    """Return a share as a percentage, or a dash where there is none."""
    return "-" if math.isnan(value) else f"{100.0 * value:.{digits}f} %"
