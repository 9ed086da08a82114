"""Lines of JSON that differ from one seen before in the digits of their values alone.

Where values stand on such a line is known, and so is that it is JSON: nothing need be searched or
counted. What is left over is taken apart by its commas, and gives further lines to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._json_grid import Grid, Match, grid_of
from convcheck.readers._likeness import Likenesses
from convcheck.readers._lines import SPARE_BYTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import IntArray
    from convcheck.readers._byte_columns import ByteArray
    from convcheck.readers._json_dialects import Dialect
    from convcheck.readers._json_template import Template

FREQUENT = 64
"""Lines of one layout and length in a block from which later lines are compared with one."""
MOST_MODELS = 128
"""Forgotten beyond: counters grow, and lines with them."""
MOST_FAILURES = 4
"""Blocks in a row of which less than half was alike, after which no more are compared."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A line that others are compared with."""

    template: int
    """The number of its layout."""
    begin: IntArray
    """Where each literal of the layout begins, counted from its own beginning."""
    may_be_null: bool
    """Some value of it may be ``null``."""


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of a block that are not empty; the arrays have shape (n,)."""

    cells: ByteArray
    """The block, a line end after each line."""
    first: IntArray
    last: IntArray
    number: IntArray
    newlines: int
    """All as of ``Grid``."""


class Models:
    """The lines of one file that its later lines are compared with."""

    def __init__(self, dialect: Dialect, split: str | None) -> None:
        self._dialect, self._split = dialect, split
        self._templates: list[Template] = []
        self._failures = 0
        self._forget()

    def _forget(self) -> None:
        self._models: list[_Model] = []
        self._likenesses = Likenesses()

    def grid(self, data: bytes | bytearray, size: int) -> Grid | None:
        """Take the first bytes of a buffer apart, as ``grid_of`` does."""
        if self._failures >= MOST_FAILURES:
            return self._by_commas(data, size)
        if not self._models:
            found = self._by_commas(data, size)
            if found is not None:
                self._learn(np.frombuffer(data, np.uint8), found)
            return found
        block = _block(data, size)
        model = self._likenesses.numbers(block.cells, block.first, block.last - block.first)
        rest = np.flatnonzero(model < 0)
        if 2 * len(rest) > len(model):
            self._failures += 1
            self._forget()
            return self.grid(data, size)
        self._failures = 0
        others = self._left_over(data, block, rest)
        if others is None:
            return None
        found = self._with_alike(others, model)
        self._learn(block.cells, others)
        return found

    def _by_commas(self, data: bytes | bytearray, size: int) -> Grid | None:
        return grid_of(data, size, self._templates, self._dialect, self._split)

    def _left_over(self, data: bytes | bytearray, block: _Block, rest: IntArray) -> Grid | None:
        """Take some lines of a block apart as if they were one, and tell where they are in it."""
        found = Grid(data, block.first, block.last, block.number, block.newlines, [], rest, False)
        if not len(rest):
            return found
        ends = zip(block.first[rest].tolist(), (block.last[rest] + 1).tolist(), strict=True)
        view = memoryview(data)
        lines = b"".join([view[first:end] for first, end in ends])
        apart = self._by_commas(lines + bytes(SPARE_BYTES), len(lines))
        if apart is None:
            return None
        shift = block.first[rest] - apart.first
        matches = [
            Match(match.template, rest[match.line], match.begin + shift[match.line, None])
            for match in apart.matches
        ]
        may_be_null = apart.may_be_null
        return replace(found, matches=matches, rest=rest[apart.rest], may_be_null=may_be_null)

    def _learn(self, cells: ByteArray, found: Grid) -> None:
        """Compare later lines with one of each layout and length that is frequent."""
        if len(self._models) >= MOST_MODELS:
            self._forget()
        for match in found.matches:
            width = found.last[match.line] - found.first[match.line]
            _, example, count = np.unique(width, return_index=True, return_counts=True)
            for row in example[count >= FREQUENT].tolist():
                first, last = (int(ends[match.line[row]]) for ends in (found.first, found.last))
                self._add(match, row, cells[first:last], first)

    def _add(self, match: Match, row: int, line: ByteArray, first: int) -> None:
        free = np.zeros(len(line), np.bool_)
        may_be_null = False
        for place in range(len(match.template.quoted)):
            start, end = (int(ends[row]) - first for ends in match.span(place))
            free[start:end] = True
            may_be_null |= line[start] == ord("n")
        free &= line - np.uint8(ord("0")) <= 9
        if self._likenesses.add(len(self._models), line, free):
            number = next(n for n, each in enumerate(self._templates) if each is match.template)
            begin = (match.begin[row] - first).astype(np.int32)
            self._models.append(_Model(number, begin, bool(may_be_null)))

    def _with_alike(self, found: Grid, model: NDArray[np.int32]) -> Grid:
        """Return a grid with the lines that are like a model put to those of their layout."""
        matches = {id(match.template): match for match in found.matches}
        counts = np.bincount(model + 1)[1:]
        seen = [self._models[each] for each in np.flatnonzero(counts).tolist()]
        # Lines without a model have the number -1, which is the last place.
        of_model = np.array([*(each.template for each in self._models), -1], np.int16)
        template = of_model[model]
        for number in {each.template for each in seen}:
            line = np.flatnonzero(template == number)
            match = self._match(number, line, model[line], found.first[line])
            key = id(match.template)
            matches[key] = _merged(match, matches[key]) if key in matches else match
        may_be_null = found.may_be_null or any(each.may_be_null for each in seen)
        return replace(found, matches=list(matches.values()), may_be_null=may_be_null)

    def _match(
        self, template: int, line: IntArray, model: NDArray[np.int32], first: IntArray
    ) -> Match:
        """Return the lines of one layout, all like some model, and where they begin."""
        place = {n: each for n, each in enumerate(self._models) if each.template == template}
        row = np.zeros(len(self._models), np.int64)
        row[list(place)] = np.arange(len(place))
        begin = np.stack([each.begin for each in place.values()]).take(row[model], axis=0)
        begin += first[:, None].astype(np.int32)
        return Match(self._templates[template], line, begin)


def _block(data: bytes | bytearray, size: int) -> _Block:
    """Find the lines in the first bytes of a buffer."""
    size += data[size - 1] != ord("\n")
    cells = np.frombuffer(data, np.uint8, size)
    last = np.flatnonzero(cells == ord("\n"))
    first = np.append(0, last[:-1] + 1)
    number = np.flatnonzero(last > first)
    return _Block(cells, first[number], last[number], number, len(last))


def _merged(one: Match, other: Match) -> Match:
    """Return the lines of two matches of one layout in their order."""
    line = np.concatenate([one.line, other.line])
    order = np.argsort(line, kind="stable")
    return Match(one.template, line[order], np.concatenate([one.begin, other.begin])[order])
