"""The tolerant way through a table, row by row: whatever lies between the numbers is kept out."""

from __future__ import annotations

from collections.abc import Sequence

from convcheck.readers import _cells
from convcheck.readers._tabular_layout import Layout, header_cells, is_comment, unique
from convcheck.readers._tabular_split import splitter
from convcheck.readers._tabular_tally import Tally
from convcheck.readers._tabular_text import Block, lines

Cells = list[float | None]


class RowParser:
    """Takes the wanted cells from blocks of lines; knows the header that is in force."""

    def __init__(self, layout: Layout, wanted: Sequence[str], tally: Tally) -> None:
        self.names = layout.names
        self.wanted = tuple(wanted)
        self.tally = tally
        self.texts = [0] * len(self.wanted)
        """Cells of each wanted column that are no numbers."""
        self._header = layout.header
        self._delimiter = layout.delimiter
        self._split = splitter(layout.delimiter, layout.decimal_comma, layout.counts_epochs)

    @property
    def places(self) -> list[int]:
        """Where the wanted columns stand; -1 for one that the header in force does not name."""
        return [self.names.index(name) if name in self.names else -1 for name in self.wanted]

    def parse(self, block: Block) -> list[Cells]:
        """Return the cells of each wanted column."""
        columns: list[Cells] = [[] for _ in self.wanted]
        strict = block.holds(b"_")  # float("1_000") would pass
        places, width = self.places, len(self.names)
        for line in lines(block.text()):
            cells = self._split(line)
            try:
                if strict or len(cells) != width or -1 in places:
                    raise ValueError
                row: Cells = [float(cells[place]) for place in places]
            except ValueError:
                slow = self._row(line, cells, block.cut)
                places, width = self.places, len(self.names)
                if slow is None:
                    continue
                row = slow
            for column, cell in zip(columns, row, strict=True):
                column.append(cell)
        return columns

    def _row(self, line: str, cells: list[str], cut: bool) -> Cells | None:
        """Return the wanted cells of a line that is not plain, or None where it is no row."""
        fits = len(cells) == len(self.names)
        row: Cells = []
        texts = []
        for at, place in enumerate(self.places):
            try:
                cell = cells[place] if 0 <= place < len(cells) else ""
                row.append(_cells.parse(cell))
            except ValueError:
                row.append(None)
                texts.append(at)
        if (texts or not fits) and self._is_no_row(line, cells):
            return None
        if not fits:
            row = self._uneven(cells, row, cut)
        for at in texts:
            self.texts[at] += 1
            self.tally.add("not-a-number", cells[self.places[at]].strip())
        return row

    def _uneven(self, cells: list[str], row: Cells, cut: bool) -> Cells:
        """Count a row that is too short or too long; the last number of a cut line is not kept."""
        if len(cells) > len(self.names):
            if any(cell.strip() for cell in cells[len(self.names) :]):
                self.tally.add("long-rows")
            return row
        if not cut:
            self.tally.add("short-rows")
            return row
        self.tally.add("truncated-log")
        last = len(cells) - 1
        return [
            None if place == last else cell for place, cell in zip(self.places, row, strict=True)
        ]

    def _is_no_row(self, line: str, cells: list[str]) -> bool:
        """Return whether a line is a header, a comment or foreign text; note which."""
        if is_comment(line):
            self.tally.add("foreign-lines", line.strip())
            return True
        if any(map(_cells.is_number, cells)) and len(cells) > 1:
            return False
        if len(cells) == len(self.names) == 1 and _cells.is_number(cells[0]):
            return False
        names = header_cells(line, self._delimiter)
        if self._header and names == self._header:
            self.tally.add("repeated-header")
        elif self._header and len(names) > 1 and set(names) & set(self._header):
            self.tally.add("changed-header", ", ".join(names))
            self._header, self.names = names, unique(names)
        else:
            self.tally.add("foreign-lines", line.strip())
        return True
