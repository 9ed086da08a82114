"""The tolerant way through a table, row by row: whatever lies between the numbers is kept out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest

from convcheck.readers import _tabular_commas
from convcheck.readers._tabular_commas import Commas
from convcheck.readers._tabular_groups import (
    all_without_blanks,
    may_have_blanks,
    without_points,
)
from convcheck.readers._tabular_header import header_cells, is_comment
from convcheck.readers._tabular_layout import Layout, unique
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_tally import EXAMPLE_LENGTH, Tally
from convcheck.readers._tabular_text import Block, lines

LONGEST_ROW = 1 << 20
"""Characters; the widest tables of real loggers have some thousand columns."""

MOST_TOLD = 1_000
"""Cells of the column that tells the split whose meaning is remembered: most recur."""

Cells = list[float | None]


class RowParser:
    """Takes the wanted cells from blocks of lines; knows the header that is in force."""

    def __init__(
        self,
        layout: Layout,
        wanted: Sequence[str],
        tally: Tally,
        decimal: Collection[str] = (),
    ) -> None:
        self._layout = layout
        self.names = layout.names
        self.wanted = tuple(wanted)
        self.tally = tally
        self.texts = [0] * len(self.wanted)
        """Cells of each wanted column that are no numbers."""
        self.examples = [""] * len(self.wanted)
        """Of each wanted column, the first of them that holds a digit."""
        self.places = self._places()
        """Where the wanted columns stand; -1 for one that the header in force does not name."""
        self._commas = [tally.commas.setdefault(name, Commas()) for name in self.wanted]
        self._decimal = [name in decimal for name in self.wanted]
        """Which of the wanted columns have decimal commas."""
        self._header = layout.header
        self._delimiter = layout.delimiter
        self._splits = [layout.by_split.split_of(name) for name in self.wanted]
        """The splits whose rows the wanted columns hold; None for all rows."""
        self._told: dict[str, str | None] = {}
        """By cell, the split that it tells."""
        self._split = splitter(layout.delimiter, layout.decimal_comma, layout.counts_epochs)

    def parse(self, block: Block) -> list[Cells]:
        """Return the cells of each wanted column."""
        columns: list[Cells] = [[] for _ in self.wanted]
        # float("1_000") would pass, and which cells are wanted may depend on the row.
        strict = block.holds(b"_") or bool(self._layout.by_split)
        for line in lines(block.text()):
            if len(line) > LONGEST_ROW:
                self.tally.add("foreign-lines", line[:EXAMPLE_LENGTH])
                continue
            cells = self._split(line)
            if self._layout.pointed:
                cells = self._without_points(cells)
            places, width = self.places, len(self.names)  # a new header changes them
            try:
                if strict or len(cells) != width or -1 in places:
                    raise ValueError
                row: Cells = [float(cells[place]) for place in places]
            except ValueError:
                slow = self._row(line, cells, block.cut)
                if slow is None:
                    continue
                row = slow
            for column, cell in zip(columns, row, strict=True):
                column.append(cell)
        return columns

    def _row(self, line: str, cells: list[str], cut: bool) -> Cells | None:
        """Return the wanted cells of a line that is not plain, or None where it is no row."""
        if may_have_blanks(line):
            cells = self._without_blanks(cells)
        fits = len(cells) == len(self.names)
        if cut and not fits and any(map(_tabular_commas.is_number, cells)):
            # Where the line stops, its last number may have lost digits.
            self.tally.add("truncated-log")
            return self._numbers(cells[:-1])[0] if len(cells) > 1 else None
        row, texts = self._numbers(cells)
        by_split = self._layout.by_split
        strange = bool(by_split) and not by_split.knows(self._split_told(cells))
        if (texts or strange or not fits) and self._is_no_row(line, cells):
            return None
        if strange:
            self.tally.add("other-splits", line)
        if not fits:
            self._count_uneven(cells)
        for at in texts:
            self.texts[at] += 1
            text = cells[self.places[at]].strip()
            self.tally.add("not-a-number", text)
            if not self.examples[at] and any(map(str.isdecimal, text)):
                self.examples[at] = text[:EXAMPLE_LENGTH]
        return row

    def _without_points(self, cells: list[str]) -> list[str]:
        """Return the cells of a row, those of some counters without points between thousands."""
        pointed = self._layout.pointed
        return [
            without_points(cell) if name in pointed else cell
            for name, cell in zip_longest(self.names, cells, fillvalue="")
        ][: len(cells)]

    def _without_blanks(self, cells: list[str]) -> list[str]:
        """Return the cells of a row without blanks between thousands."""
        lists = {at for at, name in enumerate(self.names) if name in self._layout.lists}
        return all_without_blanks(cells, self._layout.delimiter, lists)

    def _numbers(self, cells: list[str]) -> tuple[Cells, list[int]]:
        """Return the wanted cells, and which of them are text."""
        row: Cells = []
        texts = []
        places = self.places
        if self._layout.by_split:
            places = self._places_in(self._split_told(cells))
        for at, place in enumerate(places):
            cell = cells[place].strip().strip('"') if 0 <= place < len(cells) else ""
            if "," in cell:
                self._commas[at].add(cell)
            try:
                row.append(_tabular_commas.parse(cell, self._decimal[at]))
            except ValueError:
                row.append(None)
                texts.append(at)
        return row, texts

    def _count_uneven(self, cells: list[str]) -> None:
        """Count a row that has not as many cells as there are columns."""
        if len(cells) < len(self.names):
            self.tally.add("short-rows")
        elif any(cell.strip() for cell in cells[len(self.names) :]):
            self.tally.add("long-rows")

    def _is_no_row(self, line: str, cells: list[str]) -> bool:
        """Return whether a line is a header, a comment or foreign text; note which."""
        numbers = sum(map(_tabular_commas.is_number, cells))
        if numbers and not is_comment(line) and len(cells) > (len(self.names) > 1):
            return False
        names = header_cells(line, self._delimiter)
        if self._header and names == self._header:
            self.tally.add("repeated-header")
        elif self._header and len(names) > 1 and not numbers and set(names) & set(self._header):
            self.tally.add("changed-header", ", ".join(names))
            self._header, self.names = names, unique(names)
            self.places = self._places()
        else:
            self.tally.add("foreign-lines", line.strip())
        return True

    def _places(self) -> list[int]:
        """Return where the wanted columns stand."""
        # Backwards, so that the first of several columns of one name counts.
        place = {name: at for at, name in reversed(list(enumerate(self.names)))}
        column_of = self._layout.by_split.column_of
        self._split_place = place.get(self._layout.by_split.column, -1)
        return [place.get(column_of(name), -1) for name in self.wanted]

    def _places_in(self, split: str | None) -> list[int]:
        """Return where the wanted columns stand in the rows of a split; -1 for other splits."""
        return [
            place if own is None or own == split else -1
            for own, place in zip(self._splits, self.places, strict=True)
        ]

    def _split_told(self, cells: Sequence[str]) -> str | None:
        """Return the split that a row tells, if any."""
        at = self._split_place
        if not 0 <= at < len(cells):
            return None
        cell = cells[at]
        if cell in self._told:
            return self._told[cell]
        told = self._layout.by_split.split_in(cell)
        if len(self._told) < MOST_TOLD:
            self._told[cell] = told
        return told
