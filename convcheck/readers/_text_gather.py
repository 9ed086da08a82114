"""The values of a log by name, line by line, with the lines' numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcheck.readers._byte_columns import Places
from convcheck.readers._measure_names import is_measure
from convcheck.readers._text_coarse import is_rounded, ranks
from convcheck.readers._text_commas import THOUSAND, Comma, Commas, LogCommas, Reading, ways
from convcheck.readers._text_fields import Field, label
from convcheck.readers._text_headings import Headings, heading
from convcheck.readers._text_marked_counts import MARKED, with_thousands
from convcheck.readers._text_pairs import is_counter, is_fine
from convcheck.readers._text_values import values_at

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray
    from convcheck.readers._byte_columns import ByteArray
    from convcheck.readers._text_skeletons import Group, Lines, Skeletons

MOST_NAMES = 20_000
"""Series that are kept apart; a guard against logs that invent a name for each line."""

TORN_SHARE = 100
"""Lines that lack their beginning are so many times rarer than whole ones."""
MOST_KINDS = 8
"""Kinds of lines, the most frequent, that a torn one may be part of."""

FEWEST_COUNTED = 2
"""Lines of a counter and a measure that are reports: a short training is evaluated twice."""
SPARSE = 8
"""From so many lines to a value on, sorting is cheaper than a place for each line."""

Shape = tuple[str, ...]
"""The names on a line, in their order: what is left of it when its numbers are blanked."""


class _Part(NamedTuple):
    record: IntArray
    value: FloatArray
    shape: Shape
    comma: Comma


@dataclass(slots=True)
class Gathered:
    """What was found so far."""

    wanted: Collection[str] | None = None
    """Names whose values are kept; None keeps all."""
    shapes: Counter[Shape] = field(default_factory=Counter)
    """How many lines there are of each shape."""
    odd: Counter[str] = field(default_factory=Counter)
    """By name, texts in a number's place that are none."""
    endings: dict[str, set[bytes]] = field(default_factory=dict)
    """By name, how its numbers end: the digits after the point, as zeros."""
    ranks: dict[str, set[bytes]] = field(default_factory=dict)
    """By name of a number in thousands, the ranks or devices whose lines it is on."""
    commas: Commas = field(default_factory=Commas)
    """How the numbers are written, of names that are not kept, too."""
    of_log: dict[int, LogCommas] = field(default_factory=dict)
    """How the numbers of the lines so far are written, by the lines that make a series."""
    headings: Headings = field(default_factory=Headings)
    """Lines that tell the split of those below them."""
    surplus: int = 0
    """Values that were dropped because there are too many names."""
    parts: dict[str, list[_Part]] = field(default_factory=dict)
    """By name, the values kept."""

    def add(self, skeletons: Skeletons, block: Lines, first_record: int) -> None:
        """Take over the lines of a block, the first of which is this record."""
        self.of_log.clear()
        numbered = []
        for group in skeletons.groups(block):
            if group.is_heading:
                self.headings.add(heading(group.skeleton), group.line + first_record)
            for names, chosen in _by_names(group, block.cells):
                self.shapes[names] += len(chosen)
                record = group.line[chosen] + first_record
                if self.headings.is_open:
                    numbered.append((names, record))
                lines = Places(block.cells, group.start[chosen])
                for name, each in zip(names, group.fields, strict=True):
                    text = group.skeleton[each.start : each.end]
                    for comma, rows in ways(lines, each.start, text):
                        self.commas.add(name, names, comma)
                        if self._keeps(name):
                            places = lines if rows is None else Places(lines.data, lines.at[rows])
                            found = values_at(places, each.start, text, comma)
                            self._take(name, names, _of(record, rows), found, comma)
                            self.endings.setdefault(name, set()).add(ending(text))
                    if is_rounded(text):
                        self.ranks.setdefault(name, set()).update(ranks(lines, group.skeleton))
        self.headings.add_lines(numbered)

    def keep_only(self, wanted: Collection[str] | None) -> None:
        """Forget the values of other names; None keeps all."""
        if wanted is not None:
            self.parts = {name: self.parts[name] for name in self.parts if name in wanted}
            self.odd = Counter({name: self.odd[name] for name in self.odd if name in wanted})

    def series(self, name: str, least_lines: int) -> tuple[IntArray, FloatArray]:
        """Return records and values of one name, shape (n,), in the order of the log.

        Lines of a shape that so few lines have are left out.
        """
        parts = self._with_commas(name, self._counted(name, least_lines), least_lines)
        if not parts:
            return np.empty(0, np.int64), np.empty(0)
        record = np.concatenate([part.record for part in parts])
        value = np.concatenate([part.value for part in parts])
        if is_counter(name.encode()) and is_fine(name) and any(p.comma in MARKED for p in parts):
            ways = np.repeat([part.comma.value for part in parts], [len(p.record) for p in parts])
            value = with_thousands(record, value, ways, self.endings[name])
        return _in_order(record, value)

    def odd_commas(self, name: str, least_lines: int) -> int:
        """Return how many values of a name are left out for commas that nothing explains."""
        parts = [part for part in self._counted(name, least_lines) if part.comma is Comma.DECIMAL]
        kept = self._with_commas(name, parts, least_lines)
        return sum(len(part.record) for part in parts) if parts and not kept else 0

    def reading(self, name: str, least_lines: int) -> tuple[Reading, bool]:
        """Return what the commas of a name are, and whether that is a guess."""
        counts = partial(self.counts, least_lines=least_lines)
        if least_lines not in self.of_log:
            self.of_log[least_lines] = self.commas.of_log(counts)
        return self.commas.reading(name, counts, self.of_log[least_lines])

    def counts(self, shape: Shape, least_lines: int) -> bool:
        """Return whether lines of this shape are reports and no chance; bare counters always."""
        if least_lines == 1 or all(is_counter(name.encode()) for name in shape):
            return True
        counted = any(is_counter(name.encode()) for name in shape) and any(map(is_measure, shape))
        least = min(least_lines, FEWEST_COUNTED) if counted else least_lines
        return self.shapes[shape] >= least and not self.is_torn(shape)

    def is_torn(self, shape: Shape) -> bool:
        """Return whether these are the ends of lines, whose counters other output tore off."""
        if any(is_counter(name.encode()) for name in shape):
            return False
        often = TORN_SHARE * self.shapes[shape]
        return any(
            count >= often and set(shape) < set(whole)
            for whole, count in self.shapes.most_common(MOST_KINDS)
        )

    def _counted(self, name: str, least_lines: int) -> list[_Part]:
        return [part for part in self.parts.get(name, ()) if self.counts(part.shape, least_lines)]

    def _with_commas(self, name: str, parts: list[_Part], least_lines: int) -> list[_Part]:
        """Return parts with the values that they have by what the commas of the name are."""
        if all(part.comma not in (Comma.EITHER, Comma.DECIMAL) for part in parts):
            return parts
        reading, _ = self.reading(name, least_lines)
        if reading is Reading.THOUSANDS:
            return [part for part in parts if part.comma is not Comma.DECIMAL]
        decimal = [
            part._replace(value=part.value / THOUSAND) if part.comma is Comma.EITHER else part
            for part in parts
        ]
        if reading is Reading.DECIMAL:
            return decimal
        return [part._replace(value=np.floor(part.value)) for part in decimal]

    def _keeps(self, name: str) -> bool:
        if self.wanted is not None:
            return name in self.wanted
        if name in self.parts or len(self.parts) < MOST_NAMES:
            return True
        self.surplus += 1
        return False

    def _take(self, name: str, shape: Shape, record: IntArray, found: Found, comma: Comma) -> None:
        value, present, odd = found
        if odd:
            self.odd[name] += odd
        if not present.all():
            record, value = record[present], value[present]
        self.parts.setdefault(name, []).append(_Part(record, value, shape, comma))


if TYPE_CHECKING:
    from convcheck.model import BoolArray

    Found = tuple[FloatArray, BoolArray, int]


def _of(record: IntArray, rows: IntArray | None) -> IntArray:
    return record if rows is None else record[rows]


def _in_order(record: IntArray, value: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return both by rising record, of which there is no other alike; shapes (n,)."""
    if bool((record[1:] > record[:-1]).all()):
        return record, value
    lines = int(record.max(initial=-1)) + 1
    if lines > SPARSE * len(record):
        order = np.argsort(record)
        return record[order], value[order]
    # Putting each value into its line's place takes linear time.
    logged = np.zeros(lines, np.bool_)
    logged[record] = True
    places = np.empty(lines)
    places[record] = value
    return np.flatnonzero(logged), places[logged]


def ending(text: bytes) -> bytes:
    """Return how a number's skeleton ends: what follows its whole part."""
    return text.lstrip(b"+-0")


def _by_names(group: Group, cells: ByteArray) -> Iterator[tuple[Shape, IntArray]]:
    """Yield the names on the lines of a group, with the lines that have them.

    One skeleton stands for lines with different names where these hold digits.
    """
    spans = [(each.name_start, each.name_end) for each in group.fields if _has_digit(each, group)]
    if not spans:
        yield _names(group.fields, group.skeleton), np.arange(len(group.line))
        return
    lines = Places(cells, group.start)
    keys = np.hstack([lines.columns(start, end - start) for start, end in spans])
    if (keys == keys[0]).all():
        kinds = {keys[0].tobytes(): np.arange(len(group.line))}
    else:
        lists: dict[bytes, list[int]] = {}
        for index, key in enumerate(keys):
            lists.setdefault(key.tobytes(), []).append(index)
        kinds = {key: np.array(index) for key, index in lists.items()}
    for chosen in kinds.values():
        at = int(group.start[chosen[0]])
        line = cells[at : at + len(group.skeleton)].tobytes()
        yield _names(group.fields, line), chosen


def _has_digit(each: Field, group: Group) -> bool:
    return b"0" in group.skeleton[each.name_start : each.name_end]


def _names(fields: Collection[Field], line: bytes) -> Shape:
    """Return the names on a line; one that comes again is another series."""
    seen: Counter[str] = Counter()
    names = []
    for each in fields:
        name = label(each, line)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(names)
