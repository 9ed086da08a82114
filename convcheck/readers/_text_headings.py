"""Headings on lines of their own: what follows ``--- Validation ---`` is of that split.

They count where a log has nothing but such headings in turn, as once an epoch: no two of one kind
follow each other, training comes back, and each has numbers of its own below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._json_reshape import SPLIT_WORDS
from convcheck.readers._text_generic import is_axis
from convcheck.readers._text_pairs import says_its_split

if TYPE_CHECKING:
    from convcheck.model import IntArray
    from convcheck.readers._text_gather import Gathered

LONGEST = 100
"""Bytes of a heading with all that adorns it."""
_SPLITS = {**SPLIT_WORDS, "validating": "val", "evaluating": "val"}
_ADORNMENT = rb"(?:[-=*#_~<>()|:.!+ \t\[\]]|\xe2[\x80-\xbf]{2}|\xf0\x9f[\x80-\xbf]{2})*+"
"""What may stand around the words: marks, lines of a box, pictures."""
_HEADING = re.compile(
    _ADORNMENT
    + rb"("
    + b"|".join(sorted((word.encode() for word in _SPLITS), reverse=True))
    + rb")(?:[ _]+(?:set|split|phase|mode|results?|metrics?|losses|loss|stats))?"
    + _ADORNMENT,
    re.IGNORECASE,
)
"""``Training``, ``[val]``, ``=== Validation phase ===``."""


def heading(line: bytes) -> str:
    """Return the split whose heading a line is, else an empty text."""
    found = _HEADING.fullmatch(line) if len(line) <= LONGEST else None
    return _SPLITS[found[1].lower().decode()] if found else ""


@dataclass(slots=True)
class Headings:
    """The headings of a log."""

    is_open: bool = True
    """Headings may still come; a log whose beginning has none is read without them."""
    found: list[tuple[int, str]] = field(default_factory=list)
    """The record and the split of each."""
    numbers: list[IntArray] = field(default_factory=list)
    """The records of lines with more than counters, from the block of the first heading on."""

    def add(self, split: str, records: IntArray) -> None:
        """Take over the headings of one split."""
        self.found += [(record, split) for record in records.tolist() if self.is_open]

    def add_numbers(self, records: Sequence[IntArray]) -> None:
        """Take over the lines with numbers of a block whose headings are known."""
        if self.found:
            self.numbers += records

    def close_if_none(self) -> None:
        """Look for no more where there is none so far."""
        self.is_open = bool(self.found)


def divide(gathered: Gathered, files: list[int]) -> None:
    """Put the numbers below each heading under its split, where headings count.

    ``files`` are the records at which files begin. The lines of a shape count as before: whether
    they are reports does not depend on the headings.
    """
    sections = _Sections(gathered.headings, files)
    if not sections.take_turns() or not sections.hold(gathered.headings.numbers):
        return
    parts, shapes = gathered.parts, gathered.shapes
    gathered.parts, gathered.shapes = {}, Counter()
    for name, each in parts.items():
        for part in each:
            for split, chosen in sections.of(part.record):
                own = _under(split, name)
                shape = tuple(_under(split, other) for other in part.shape)
                gathered.shapes[shape] = shapes[part.shape]
                gathered.commas.add_as(own, shape, name, part.shape)
                gathered.parts.setdefault(own, []).append(
                    part._replace(record=part.record[chosen], value=part.value[chosen], shape=shape)
                )


def base_names(names: Collection[str]) -> set[str]:
    """Return what names are called on their lines, where only a heading tells their split."""
    parted = (name.partition("/") for name in names)
    return {base for split, slash, base in parted if slash and split in SPLIT_WORDS}


class _Sections:
    """The stretches of lines between headings."""

    def __init__(self, headings: Headings, files: list[int]) -> None:
        begins = dict.fromkeys(files, "") | dict(headings.found)
        self.record = np.array(sorted(begins), np.int64)
        self.split = [begins[record] for record in self.record.tolist()]
        self._kinds = list(dict.fromkeys(self.split))
        number = {split: at for at, split in enumerate(self._kinds)}
        self._kind = np.array([number[split] for split in self.split])

    def of(self, record: IntArray) -> Iterator[tuple[str, IntArray]]:
        """Yield each split with the places of the records below its headings."""
        kind = self._kind[np.searchsorted(self.record, record, side="right") - 1]
        for number, split in enumerate(self._kinds):
            chosen = np.flatnonzero(kind == number)
            if len(chosen):
                yield split, chosen

    def take_turns(self) -> bool:
        """Return whether headings of several splits take turns, training among them."""
        splits = [split for split in self.split if split]
        turns = all(one != other or not one for one, other in pairwise(self.split))
        return turns and splits.count("train") > 1 and len(set(splits)) > 1

    def hold(self, numbers: Sequence[IntArray]) -> bool:
        """Return whether each heading has a number below it; the log may end with one."""
        held = np.zeros(len(self.split), np.bool_)
        for record in numbers:
            held[np.searchsorted(self.record, record, side="right") - 1] = True
        return all(full or not split for full, split in zip(held[:-1], self.split, strict=False))


def _under(split: str, name: str) -> str:
    """Return a name with the split in front, unless it says one or counts."""
    if not split or is_axis(name) or says_its_split(name.encode()):
        return name
    return f"{split}/{name}"
