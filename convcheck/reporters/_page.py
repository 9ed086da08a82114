"""Lines of a page: titles, and texts that hang beside a label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from convcheck.reporters._look import Look
from convcheck.reporters._paint import Paint, Style
from convcheck.reporters._text import cells, wrap

MARGIN = " "
LABEL_COLUMNS = 10
"""Columns of the labels beside which texts hang."""


@dataclass(frozen=True, slots=True)
class Page:
    """Knows the width and the paint; every method returns finished lines."""

    look: Look
    """How the page is to look."""

    @property
    def paint(self) -> Paint:
        """The paint of this page."""
        return Paint(self.look)

    def labelled(self, label: str, text: str, style: Style = "plain") -> list[str]:
        """Return a wrapped text beside its label."""
        return self.hanging(self.paint(label, "dim"), LABEL_COLUMNS, text, style)

    def hanging(self, head: str, columns: int, text: str, style: Style = "plain") -> list[str]:
        """Return a wrapped text whose first line stands behind ``head``."""
        lines = wrap(text, self.look.width - len(MARGIN) - columns)
        gap = " " * (max(columns - visible(head), 1) if head else columns)
        first = f"{MARGIN}{head}{gap}{self.paint(lines[0], style)}".rstrip()
        indent = MARGIN + " " * columns
        return [first, *(f"{indent}{self.paint(line, style)}" for line in lines[1:])]

    def numbered(self, texts: Iterable[str], columns: int) -> list[str]:
        """Return texts numbered from 1, indented by ``columns``."""
        lines: list[str] = []
        for number, text in enumerate(texts, 1):
            head = " " * columns + f"{number}."
            lines += self.hanging(head, columns + 3, text)
        return lines

    def title(self, text: str) -> list[str]:
        """Return an empty line and a heading."""
        return ["", *self.hanging("", 0, text, "strong")]

    def ends(self, left: str, right: str) -> list[str]:
        """Return a line with painted texts at both ends, or two where one does not hold them."""
        gap = self.look.width - len(MARGIN) - visible(left) - visible(right)
        if gap < 2:
            return [f"{MARGIN}{left}", f"{MARGIN}{right}"]
        return [f"{MARGIN}{left}{' ' * gap}{right}".rstrip()]


def visible(text: str) -> int:
    """Return how many columns a painted text takes."""
    total, rest = 0, text
    while rest:
        before, escape, rest = rest.partition("\x1b[")
        total += cells(before)
        if escape:
            rest = rest.partition("m")[2]
    return total
