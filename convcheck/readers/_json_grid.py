"""Find, in a whole block of lines at once, which lines share a layout and where values stand.

The lines of one layout have the same number of commas, the same bytes around each comma, and so
form a grid of values. That a value holds nothing but a number or a text follows from counting: all
bytes that give JSON its structure are accounted for by the layouts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.readers._json_literals import words_of
from convcheck.readers._json_slots import words
from convcheck.readers._json_structure import is_accounted_for, may_hold, tiles
from convcheck.readers._json_template import Template, learn
from convcheck.readers._lines import SPARE_BYTES

if TYPE_CHECKING:
    from convcheck.model import IntArray
    from convcheck.readers._json_dialects import Dialect

MAX_TEMPLATES = 64
"""Layouts that are remembered; a log with more of them is read line by line."""

MAX_ATTEMPTS = 16
"""Lines of a block that may fail to give a new layout before the rest is read line by line."""

MOST_ASCII = 127
"""The largest byte of ASCII: beyond it, bytes and characters are not the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """The lines of one layout, and where their values stand."""

    template: Template
    line: IntArray
    """Shape (m,), rising."""
    begin: IntArray
    """Where each literal of the layout begins, of shape (m, literals)."""

    def span(self, place: int, limit: int | None = None) -> tuple[IntArray, IntArray]:
        """Return where a value begins and ends, on the first ``limit`` lines."""
        start = self.begin[:limit, place] + len(self.template.literals[place])
        return start, self.begin[:limit, place + 1]


@dataclass(frozen=True, slots=True)
class Grid:
    """One block, taken apart."""

    data: bytes | bytearray
    """The block and spare bytes behind it."""
    first: IntArray
    """Where each line that is not empty begins, shape (n,)."""
    last: IntArray
    """Where it ends, without its line end."""
    number: IntArray
    """Which line of the block it is, counted from 0."""
    newlines: int
    """How many lines the block has, empty ones included."""
    matches: list[Match]
    """Lines that share a layout."""
    rest: IntArray
    """The other lines, rising."""
    may_be_null: bool
    """Some value of the lines with a layout may be ``null``."""


def grid(
    block: bytes, templates: list[Template], dialect: Dialect, split: str | None
) -> Grid | None:
    """Take a block apart with the layouts known so far; new ones are added to them.

    None where the lines must be read one by one.
    """
    data = block + b"\n" + bytes(SPARE_BYTES)
    return grid_of(data, len(block), templates, dialect, split)


def grid_of(
    data: bytes | bytearray,
    size: int,
    templates: list[Template],
    dialect: Dialect,
    split: str | None,
) -> Grid | None:
    """Do the same for the first bytes of a buffer that has spare bytes behind them.

    A line end follows them where the last line has none.
    """
    size += data[size - 1] != ord("\n")
    raw = np.frombuffer(data, np.uint8, size)
    if raw.max() > MOST_ASCII:
        return None
    lines = _Lines(data, raw)
    matches, rest = _sorted_out(lines, templates, dialect, split)
    others = b"".join(lines.bytes(line) for line in rest.tolist())
    if not is_accounted_for(raw, lines.newlines, others, matches):
        return None
    may_be_null = may_hold(raw, b"n", matches)
    return Grid(
        data, lines.first, lines.last, lines.number, lines.newlines, matches, rest, may_be_null
    )


def _sorted_out(
    lines: _Lines, templates: list[Template], dialect: Dialect, split: str | None
) -> tuple[list[Match], IntArray]:
    """Return the lines by layout, and those that share none."""
    matches: list[Match] = []
    rest = np.arange(len(lines.first))
    alone: list[int] = []
    for template in templates:
        found, rest = _match(lines, template, rest)
        matches.append(found)
    while len(rest) and len(alone) < MAX_ATTEMPTS and len(templates) < MAX_TEMPLATES:
        line = int(rest[0])
        learned = learn(lines.bytes(line), dialect, split)
        if learned is not None:
            found, missed = _match(lines, learned, rest)
            if line in found.line[:1]:
                templates.append(learned)
                matches.append(found)
                rest = missed
                continue
        alone.append(line)
        rest = rest[1:]
    rest = np.sort(np.concatenate([np.array(alone, np.int64), rest]))
    return [match for match in matches if len(match.line)], rest


class _Lines:
    """The lines of a block that are not empty, and the commas of each."""

    def __init__(self, data: bytes | bytearray, raw: Any) -> None:
        self.data = data
        self.words = words(data)
        self.separators = _separators(raw)
        ends = np.flatnonzero(raw[self.separators] == ord("\n"))
        last = self.separators[ends]
        first = np.concatenate([np.zeros(1, np.int64), last[:-1] + 1])
        before = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
        self.newlines = len(last)
        self.number = np.flatnonzero(last > first)
        if len(self.number) < len(last):
            first, last, ends, before = (each[self.number] for each in (first, last, ends, before))
        self.first, self.last = first, last
        self.commas = ends - before
        self._before = before

    def bytes(self, line: int) -> bytes:
        """Return one line without its end."""
        return bytes(self.data[self.first[line] : self.last[line]])

    def commas_of(self, line: IntArray, numbers: IntArray) -> IntArray:
        """Return where these commas stand on lines that have equally many, one row a line."""
        if len(line) == self.newlines:  # all of the block: no need to look them up
            found: IntArray = self.separators.reshape(len(line), -1)[:, numbers]
        else:
            found = self.separators[self._before[line][:, None] + numbers]
        return found


def _separators(raw: Any) -> IntArray:
    """Return where commas and line ends stand, found in tiles that stay in the caches."""
    found, first = [], 0
    for tile in tiles(raw):
        is_separator = tile == ord(",")
        is_separator |= tile == ord("\n")
        found.append(np.flatnonzero(is_separator) + first)
        first += len(tile)
    return np.concatenate(found)


def _match(lines: _Lines, template: Template, among: IntArray) -> tuple[Match, IntArray]:
    """Return the lines that have the layout, and those that have not."""
    literals = template.literals
    fits = lines.commas[among] == sum(literal.count(b",") for literal in literals)
    line = among if fits.all() else among[fits]
    missed = among[:0] if fits.all() else among[~fits]
    wanted = words_of(literals)
    commas = lines.commas_of(line, wanted.comma)
    begin = wanted.begins(lines.first[line], lines.last[line], commas, len(literals[-1]))
    least = [
        len(literal) + (2 if quoted else 1)
        for literal, quoted in zip(literals, template.quoted, strict=False)
    ]
    holds = wanted.stand_at(begin, lines.words)
    is_short = np.diff(begin) < least
    if is_short.any():
        holds &= ~is_short.any(axis=1)
    raw = np.frombuffer(lines.data, np.uint8)
    for place in np.flatnonzero(template.quoted):
        start, end = begin[:, place] + len(literals[place]), begin[:, place + 1]
        holds &= (raw[start] == ord('"')) & (raw[end - 1] == ord('"'))
    if not holds.all():
        missed = np.sort(np.concatenate([missed, line[~holds]]))
        line, begin = line[holds], begin[holds]
    return Match(template, line, begin), missed
