"""What the commas within the numbers of a log are: ``1,234`` alone does not tell.

The rule. A number in groups of three digits (``1,230``, ``3,402.51``) is one number in thousands,
unless its commas are decimal points. Those of a name are, where one of its numbers cannot be in
groups (``0,5``, ``0,125``, ``12,3456``) and none has a point; and those of the other names are too,
where no number of the whole log has a point. What fits neither is left out and counted. A list
(``[1,200]``, ``1,200,0.5``) is not read as one number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.readers._byte_columns import ByteArray, IntArray, Places

_GROUPED = re.compile(rb"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_ONE_COMMA = re.compile(rb"[+-]?\d{1,3},\d{3}")
_BELOW_ONE = re.compile(rb"[+-]?0,\d{3}")

Shape = tuple[str, ...]
MOST_NAMES = 20_000
"""Names whose way of writing is looked at."""


class Comma(Enum):
    """How a number is written, as far as it alone tells."""

    POINT = "0.5"
    NONE = "12"
    THOUSANDS = "1,234,567 or 1,234.5"
    EITHER = "1,234"
    DECIMAL = "0,5 or 12,3456"


def written(text: bytes) -> Comma:
    """Return how a number is written that looks like ``text``, whatever its digits."""
    if b"," not in text:
        return Comma.POINT if b"." in text else Comma.NONE
    if _ONE_COMMA.fullmatch(text):
        return Comma.EITHER
    return Comma.THOUSANDS if _GROUPED.fullmatch(text) else Comma.DECIMAL


def ways(lines: Places, start: int, text: bytes) -> Iterator[tuple[Comma, IntArray | None]]:
    """Yield how the numbers are written that begin so far into each line, and which of them.

    All look like ``text``. None stands for all of them.
    """
    comma = written(text)
    if comma is not Comma.EITHER or not _BELOW_ONE.fullmatch(text):
        yield comma, None
        return
    at = start + text.index(b",") - 1
    below_one = lines.columns(at, 1)[:, 0] == ord("0")  # nobody groups a nought
    for way, chosen in ((Comma.DECIMAL, below_one), (comma, ~below_one)):
        if chosen.any():
            yield way, np.flatnonzero(chosen)


def without_commas(cells: ByteArray, text: bytes, comma: Comma) -> tuple[ByteArray, bytes]:
    """Return texts of shape (n, width) and what they look like without commas."""
    at = np.flatnonzero(np.frombuffer(text, np.uint8) == ord(","))
    if comma is not Comma.DECIMAL:
        return np.delete(cells, at, axis=1), text.replace(b",", b"")
    pointed = cells.copy()
    pointed[:, at] = ord(".")
    return pointed, text.replace(b",", b".")


@dataclass(slots=True)
class Commas:
    """How the numbers of a log are written, by name and by the shape of their lines."""

    seen: dict[str, dict[Shape, set[Comma]]] = field(default_factory=dict)
    """Every way that was met."""
    of_log: bool | None = None
    """Whether the log has decimal commas and no points; None where that is to be found out."""

    def add(self, name: str, shape: Shape, comma: Comma) -> None:
        """Take note of one way; not of ever more names, which some logs invent line by line."""
        if name not in self.seen and len(self.seen) >= MOST_NAMES:
            return
        ways = self.seen.setdefault(name, {}).setdefault(shape, set())
        if comma not in ways:
            ways.add(comma)
            self.of_log = None

    def are_decimal(self, name: str, counts: Callable[[Shape], bool]) -> bool:
        """Return whether the commas of a name are decimal points.

        ``counts`` tells which lines are reports and no chance.
        """
        if _are_decimal([self.seen.get(name, {})], counts):
            return True
        if self.of_log is None:
            self.of_log = _are_decimal(self.seen.values(), counts)
        return self.of_log


def _are_decimal(
    seen: Iterable[Mapping[Shape, set[Comma]]], counts: Callable[[Shape], bool]
) -> bool:
    met: set[Comma] = set()
    for by_shape in seen:
        for shape, ways in by_shape.items():
            if not ways <= met and counts(shape):
                met |= ways
    return Comma.DECIMAL in met and met.isdisjoint((Comma.POINT, Comma.THOUSANDS))
