"""What happened while a table was read, counted and put into words."""

from __future__ import annotations

from convcheck.model import Note
from convcheck.readers._tabular_commas import Commas

WORDS = {
    "repeated-header": "header lines in the middle of the table were skipped",
    "changed-header": "the header changes in the middle of the table; later rows follow it",
    "foreign-lines": "lines that are no rows of the table were skipped",
    "short-rows": "rows with too few cells; the cells that are missing count as not logged",
    "long-rows": "rows with too many cells; the cells beyond the header were left out",
    "other-splits": "rows of a split that the first rows do not name were left out",
    "truncated-log": "the last line is cut; its last number was left out",
    "not-a-number": "cells are text where numbers were expected, and count as not logged",
}
EXAMPLE_LENGTH = 40


class Tally:
    """Counts by code, each with the first example."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, str] = {}
        self.commas: dict[str, Commas] = {}
        """By column, what the commas within its cells may be."""

    def add(self, code: str, example: str = "") -> None:
        """Count one case."""
        self._counts[code] = self._counts.get(code, 0) + 1
        self._examples.setdefault(code, example[:EXAMPLE_LENGTH])

    def notes(self, where: str) -> tuple[Note, ...]:
        """Return one note for each code."""
        return tuple(
            Note(code, self._worded(code), count, where) for code, count in self._counts.items()
        )

    def _worded(self, code: str) -> str:
        """Return what a code means, with the first example."""
        example = self._examples[code]
        return f"{WORDS[code]} (first: {example})" if example else WORDS[code]
