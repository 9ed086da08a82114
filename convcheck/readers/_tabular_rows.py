"""The tolerant way through a table, row by row: whatever lies between the numbers is kept out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from convcheck.readers import _tabular_commas
from convcheck.readers._tabular_commas import Commas
from convcheck.readers._tabular_layout import Layout, header_cells, is_comment, unique
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_tally import EXAMPLE_LENGTH, Tally
from convcheck.readers._tabular_text import Block, lines

LONGEST_ROW = 1 << 20
"""Characters; the widest tables of real loggers have some thousand columns."""

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
        self.names = layout.names
        self.wanted = tuple(wanted)
        self.tally = tally
        self.texts = [0] * len(self.wanted)
        """Cells of each wanted column that are no numbers."""
        self.places = self._places()
        """Where the wanted columns stand; -1 for one that the header in force does not name."""
        self._commas = [tally.commas.setdefault(name, Commas()) for name in self.wanted]
        self._decimal = [name in decimal for name in self.wanted]
        """Which of the wanted columns have decimal commas."""
        self._header = layout.header
        self._delimiter = layout.delimiter
        self._split = splitter(layout.delimiter, layout.decimal_comma, layout.counts_epochs)

    def parse(self, block: Block) -> list[Cells]:
        """Return the cells of each wanted column."""
        columns: list[Cells] = [[] for _ in self.wanted]
        strict = block.holds(b"_")  # float("1_000") would pass
        for line in lines(block.text()):
            if len(line) > LONGEST_ROW:
                self.tally.add("foreign-lines", line[:EXAMPLE_LENGTH])
                continue
            cells = self._split(line)
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
        fits = len(cells) == len(self.names)
        if cut and not fits and any(map(_tabular_commas.is_number, cells)):
            # Where the line stops, its last number may have lost digits.
            self.tally.add("truncated-log")
            return self._numbers(cells[:-1])[0] if len(cells) > 1 else None
        row, texts = self._numbers(cells)
        if (texts or not fits) and self._is_no_row(line, cells):
            return None
        if not fits:
            self._count_uneven(cells)
        for at in texts:
            self.texts[at] += 1
            self.tally.add("not-a-number", cells[self.places[at]].strip())
        return row

    def _numbers(self, cells: list[str]) -> tuple[Cells, list[int]]:
        """Return the wanted cells, and which of them are text."""
        row: Cells = []
        texts = []
        for at, place in enumerate(self.places):
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
        return [place.get(name, -1) for name in self.wanted]
