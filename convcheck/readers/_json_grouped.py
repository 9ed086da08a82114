"""Counters as texts in groups of three digits: ``"1.500"`` and ``"1 500"`` after ``"500"``.

The rule is that of tables: a point parts thousands where only that reading rises. A blank can part
nothing else within a counter, if that rises.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby, pairwise

from convcheck.readers._json_reshape import Record
from convcheck.readers._tabular_groups import counts_in_thousands, without_blanks, without_points
from convcheck.readers._text_pairs import is_counter, is_fine


def grouped_counters(head: Sequence[Record], names: Collection[str]) -> tuple[str, ...]:
    """Return the counters whose texts are in groups, by the first records of a log."""
    counters = sorted(filter(_is_counter, names))
    return tuple(name for name in counters if _is_grouped([each.get(name) for each in head]))


def with_groups_joined(record: Record, names: Sequence[str]) -> Record:
    """Return a record with these counters as plain numbers."""
    return {name: _joined(cell) if name in names else cell for name, cell in record.items()}


def _is_counter(name: str) -> bool:
    return is_counter(name.encode()) and is_fine(name)


def _is_grouped(cells: Sequence[object]) -> bool:
    """Return whether marks part the thousands of a counter; several records may be at one."""
    if not all(isinstance(cell, str | None) for cell in cells):
        return False
    texts = [cell.strip() for cell, _ in groupby(cells) if isinstance(cell, str)]
    if any("." in text for text in texts):
        return counts_in_thousands(texts)
    numbers = [without_blanks(text) for text in texts]
    if numbers == texts or not all(number.isdecimal() for number in numbers):
        return False
    return all(float(later) > float(former) for former, later in pairwise(numbers))


def _joined(cell: object) -> object:
    return without_points(without_blanks(cell)) if isinstance(cell, str) else cell
