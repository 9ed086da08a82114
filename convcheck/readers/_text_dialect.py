"""What is known of one logger's lines, and which logger a text proves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convcheck.readers._text_rewriting import Rewrite, Rewriting

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, Goal
    from convcheck.readers._text_fields import Field, Parse


@dataclass(frozen=True, slots=True)
class Dialect:
    """One logger's lines."""

    name: str
    """The logger, as reports call it."""
    lines: tuple[Parse, ...]
    """The kinds of lines that hold numbers, in the order in which they are tried."""
    mark: bytes
    """Part of its lines, looked for first: that is much cheaper than the proof."""
    proof: tuple[bytes, ...]
    """Regular expressions, ``^`` and ``$`` for the ends of a line, of what together only this
    logger prints; with numbers in it, so that its own listing is no proof."""
    axes: tuple[str, ...]
    """Counters, the preferred first: a series is counted in the first that is on its line."""
    units: Mapping[str, AxisUnit] = field(default_factory=dict)
    """What those counters count, where their names do not tell."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """What series are, where the layout proves it."""
    goals: Mapping[str, Goal] = field(default_factory=dict)
    """The direction in which series improve, where the layout proves it."""
    summary: re.Pattern[bytes] | None = None
    """A line that announces the best record, with that line again, which is no further one; the
    first group is what of both is kept."""
    rewrites: tuple[Rewrite, ...] = ()
    """What makes lines with names and numbers of lines that it prints otherwise, in this order."""
    redrawn: bool = False
    """One line is drawn again and again while an epoch lasts: its last state counts."""
    headings: bool = False
    """Lines may tell the split of those below them, where they take turns."""
    least_lines: int = 1
    """Lines with the same names that make a series; more than one where names prove little."""

    def parse(self, line: bytes) -> list[Field]:
        """Return the fields of a line."""
        for kind in self.lines:
            if found := kind(line):
                return found
        return []

    def rewritten(self, data: bytes) -> bytes:
        """Return the beginning of a log, cleaned of escape sequences, as it is to be parsed."""
        return Rewriting(self.rewrites).rewritten(data)

    def is_in(self, text: bytes) -> bool:
        """Return whether lines, cleaned of escape sequences, prove this logger."""
        if self.mark not in text:
            return False
        text = self.rewritten(text)
        return all(re.search(expression, text, re.MULTILINE) for expression in self.proof)
