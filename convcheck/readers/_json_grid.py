"""Find, in a whole block of lines at once, which lines share a layout and where values stand.

The lines of one layout have the same number of commas, the same bytes around each comma, and so
form a grid of values. That a value holds nothing but a number or a text follows from counting: all
bytes that give JSON its structure are accounted for by the layouts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._json_slots import words
from convcheck.readers._json_structure import is_accounted_for
from convcheck.readers._json_template import MAX_LITERAL, Template, learn

if TYPE_CHECKING:
    from convcheck.model import BoolArray, IntArray
    from convcheck.readers._json_dialects import Dialect

MAX_TEMPLATES = 64
"""Layouts that are remembered; a log with more of them is read line by line."""

MAX_ATTEMPTS = 16
"""Lines of a block that may fail to give a new layout before the rest is read line by line."""

PADDING = bytes(MAX_LITERAL + 8)
"""Zeros behind a block, so that no literal is looked for beyond its end."""


@dataclass(frozen=True, slots=True)
class Match:
    """The lines of one layout, and where their values stand."""

    template: Template
    line: IntArray
    """Shape (m,), rising."""
    start: list[IntArray]
    """Where each value begins, each of shape (m,)."""
    end: list[IntArray]
    """Where it ends."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One block, taken apart."""

    data: bytes
    """The block and the padding behind it."""
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


def grid(
    block: bytes, templates: list[Template], dialect: Dialect, split: str | None
) -> Grid | None:
    """Take a block apart with the layouts known so far; new ones are added to them.

    None where the lines must be read one by one.
    """
    if not block.isascii():
        return None
    data = block + (b"" if block.endswith(b"\n") else b"\n") + PADDING
    raw = np.frombuffer(data, np.uint8, len(data) - len(PADDING))
    last = np.flatnonzero(raw == ord("\n"))
    newlines = len(last)
    first = np.concatenate([np.zeros(1, np.int64), last[:-1] + 1])
    number = np.flatnonzero(last > first)
    if len(number) < newlines:
        first, last = first[number], last[number]
    lines = _Lines(data, first, last, np.flatnonzero(raw == ord(",")))
    matches, rest = _sorted_out(lines, templates, dialect, split)
    others = b"".join(data[first[line] : last[line]] for line in rest.tolist())
    places = ((match.template, len(match.line), match.start, match.end) for match in matches)
    if not is_accounted_for(raw, newlines, others, places):
        return None
    return Grid(data, first, last, number, newlines, matches, rest)


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
        learned = learn(lines.data[lines.first[line] : lines.last[line]], dialect, split)
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
    """The lines of a block and the commas of each."""

    def __init__(self, data: bytes, first: IntArray, last: IntArray, comma: IntArray) -> None:
        self.data, self.first, self.last, self.comma = data, first, last, comma
        count = len(first)
        each, over = divmod(len(comma), count) if count else (0, 0)
        even = not over
        if even and each:
            table = comma.reshape(count, each)
            even = bool((table[:, 0] > first).all() and (table[:, -1] < last).all())
        if even:
            self.before = np.arange(count) * each
            self.commas = np.full(count, each)
        else:
            self.before = np.searchsorted(comma, first)
            self.commas = np.searchsorted(comma, last) - self.before


def _match(lines: _Lines, template: Template, among: IntArray) -> tuple[Match, IntArray]:
    """Return the lines that have the layout, and those that have not."""
    literals = template.literals
    fits = lines.commas[among] == sum(literal.count(b",") for literal in literals)
    line = among if fits.all() else among[fits]
    missed = among[:0] if fits.all() else among[~fits]
    data, before = lines.data, lines.before[line]
    begin = [lines.first[line]]
    passed = literals[0].count(b",")
    for literal in literals[1:-1]:
        begin.append(lines.comma[before + passed] - literal.index(b","))
        passed += literal.count(b",")
    begin.append(lines.last[line] - len(literals[-1]))
    holds = np.ones(len(line), np.bool_)
    for position, literal in zip(begin, literals, strict=True):
        holds &= _is_at(data, position, literal)
    start = [at + len(text) for at, text in zip(begin[:-1], literals[:-1], strict=True)]
    end = begin[1:]
    raw = np.frombuffer(data, np.uint8)
    for place, quoted in enumerate(template.quoted):
        holds &= end[place] - start[place] >= (2 if quoted else 1)
        if quoted:
            holds &= (raw[start[place]] == ord('"')) & (raw[end[place] - 1] == ord('"'))
    if not holds.all():
        missed = np.sort(np.concatenate([missed, line[~holds]]))
        line, start, end = line[holds], [at[holds] for at in start], [at[holds] for at in end]
    return Match(template, line, start, end), missed


def _is_at(data: bytes, position: IntArray, literal: bytes) -> BoolArray:
    """Return where the literal stands at the positions."""
    if not literal:
        return np.ones(len(position), np.bool_)
    all_words = words(data)
    if len(literal) < 8:
        mask = (1 << 8 * len(literal)) - 1
        found: BoolArray = all_words[position] & np.uint64(mask) == int.from_bytes(
            literal, "little"
        )
        return found
    holds = np.ones(len(position), np.bool_)
    for offset in {*range(0, len(literal) - 7, 8), len(literal) - 8}:
        word = int.from_bytes(literal[offset : offset + 8], "little")
        holds &= all_words[position + offset] == word
    return holds
