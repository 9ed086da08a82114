"""How a report is to look: what reporters for people ask about the place they write to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about the output that is no part of the report."""

    width: int = 80
    """Columns."""
    color: bool = False
    """Whether escape codes may be used."""
    unicode: bool = True
    """False where the output can show ASCII only."""
    plot: bool = True
    """Whether to draw the curve."""
    verbosity: int = 0
    """1 and more: also what is only needed to check the analysis itself."""
