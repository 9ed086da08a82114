"""What the commas within the numbers of a log are: ``1,234`` alone does not tell.

The rule. A number in groups of three digits (``1,230``, ``3,402.51``) is one number in thousands,
unless its commas are decimal points. Those of a name are, where one of its numbers cannot be in
groups (``0,5``, ``0,125``, ``12,3456``) and none has a point; and those of the other names are too,
where no number of the whole log has a point or groups. A counter has no decimal commas: what
follows its comma is another number (``Epoch 1,19``, an epoch and a batch) and not taken.

Where all numbers of a name are like ``1,234`` and none of the log is in thousands, nothing proves
either. A loss or a score is then taken for decimal, because a fixed number of three places is
likelier than a loss that never leaves the thousands, and a counter for thousands; both are noted.

What fits neither is left out and counted. A list (``[1,200]``, ``1,200,0.5``) is not read as one
number. Underscores (``1_230``) and apostrophes (``1'230``) can only be between thousands. The
comma of ``1.230,5`` ends the number: most logs with a point and a comma there list two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._measure_names import is_measure
from convcheck.readers._text_counts import EXPONENTS
from convcheck.readers._text_pairs import is_counter

if TYPE_CHECKING:
    from convcheck.readers._byte_columns import ByteArray, IntArray, Places

_GROUPED = re.compile(rb"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ONE_COMMA = re.compile(rb"[+-]?\d{1,3},\d{3}")
_UNDERSCORES = re.compile(rb"[+-]?\d{1,3}(?:([_'])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_POINTS_OR_BLANKS = re.compile(rb"\d{1,3}(?:(?: \d{3}){1,2}|(?:\.\d{3}){2,})")
_BELOW_ONE = re.compile(rb"[+-]?0,\d{3}")

Shape = tuple[str, ...]
THOUSAND = 1000.0
"""What the comma of ``1,234`` is worth where it is no decimal point."""
MOST_NAMES = 20_000
"""Names whose way of writing is looked at."""


class Comma(Enum):
    """How a number is written, as far as it alone tells."""

    POINT = "0.5"
    NONE = "12"
    THOUSANDS = "1,234,567 or 1,234.5"
    EITHER = "1,234"
    DECIMAL = "0,5 or 12,3456"
    BLANK = "1 234"
    BLANKS = "1 234 567"
    GROUPS = "1.234.567"


_BY_BLANKS = (Comma.GROUPS, Comma.BLANK, Comma.BLANKS)
"""How a number without commas is written, by its blanks; one without has several points."""


def written(text: bytes) -> Comma:
    """Return how a number is written that looks like ``text``, whatever its digits."""
    if b"," not in text:
        if _POINTS_OR_BLANKS.fullmatch(text):
            return _BY_BLANKS[text.count(b" ")]
        if text[-1:] in EXPONENTS:
            return Comma.NONE
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
    if comma is not Comma.DECIMAL:
        return without(b",", cells, text)
    pointed = cells.copy()
    pointed[:, _places(b",", text)] = ord(".")
    return pointed, text.replace(b",", b".")


def without_underscores(cells: ByteArray, text: bytes) -> tuple[ByteArray, bytes]:
    """Return texts of shape (n, width) and what they look like, thousands no longer apart."""
    grouped = _UNDERSCORES.fullmatch(text)
    return without(grouped[1], cells, text) if grouped else (cells, text)


def without(mark: bytes, cells: ByteArray, text: bytes) -> tuple[ByteArray, bytes]:
    """Return texts of shape (n, width) and what they look like, without a mark in them."""
    return np.delete(cells, _places(mark, text), axis=1), text.replace(mark, b"")


def _places(mark: bytes, text: bytes) -> IntArray:
    return np.flatnonzero(np.frombuffer(text, np.uint8) == ord(mark))


class Reading(Enum):
    """What the commas of a name are."""

    THOUSANDS = "between thousands"
    DECIMAL = "decimal points"
    PAIR = "between two numbers, the first of which counts"


@dataclass(frozen=True, slots=True)
class LogCommas:
    """How the numbers of a whole log are written."""

    decimal: bool
    """Some comma can only be a decimal point, and no number has a point or groups of three."""
    points: bool
    """Some number has a point."""
    grouped: bool
    """Some number can only be in thousands; a counter's also where 998 stands beside 1,000."""


@dataclass(slots=True)
class Commas:
    """How the numbers of a log are written, by name and by the shape of their lines."""

    seen: dict[str, dict[Shape, set[Comma]]] = field(default_factory=dict)
    """Every way that was met."""

    def add(self, name: str, shape: Shape, comma: Comma) -> None:
        """Take note of one way; not of ever more names, which some logs invent line by line."""
        if name in self.seen or len(self.seen) < MOST_NAMES:
            self.seen.setdefault(name, {}).setdefault(shape, set()).add(comma)

    def add_as(self, name: str, shape: Shape, former: str, former_shape: Shape) -> None:
        """Take note that a name of some lines is another one from now on."""
        ways = self.seen.get(former, {}).get(former_shape, set())
        self.seen.setdefault(name, {}).setdefault(shape, set()).update(ways)

    def of_log(self, counts: Callable[[Shape], bool]) -> LogCommas:
        """Return what all names show; ``counts`` tells which lines are reports and no chance."""
        met: set[Comma] = set()
        grouped = False
        for name in self.seen:
            ways = self._met(name, counts)
            if is_counter(name.encode()):
                grouped |= {Comma.NONE, Comma.EITHER} <= ways and Comma.DECIMAL not in ways
                ways.discard(Comma.DECIMAL)
            met |= ways
        grouped |= Comma.THOUSANDS in met
        points = Comma.POINT in met
        return LogCommas(Comma.DECIMAL in met and not points and not grouped, points, grouped)

    def reading(
        self, name: str, counts: Callable[[Shape], bool], log: LogCommas
    ) -> tuple[Reading, bool]:
        """Return what the commas of a name are, and whether that is a guess."""
        met = self._met(name, counts)
        undecided = met == {Comma.EITHER} and not log.grouped
        if is_counter(name.encode()):
            pair = Comma.DECIMAL in met
            return (Reading.PAIR if pair else Reading.THOUSANDS), undecided and not log.points
        own = Comma.DECIMAL in met and met.isdisjoint((Comma.POINT, Comma.THOUSANDS))
        if own or log.decimal:
            return Reading.DECIMAL, False
        guess = undecided and is_measure(name)
        return (Reading.DECIMAL if guess else Reading.THOUSANDS), guess

    def _met(self, name: str, counts: Callable[[Shape], bool]) -> set[Comma]:
        met: set[Comma] = set()
        for shape, ways in self.seen.get(name, {}).items():
            if not ways <= met and counts(shape):
                met |= ways
        return met
