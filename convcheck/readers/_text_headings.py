"""Headings on lines of their own: what follows ``--- Validation ---`` is of that split.

They count where a log has nothing but such headings in turn, as once an epoch: training comes back,
and each has numbers of its own below it. A heading that is printed twice is one. Where a log has
headings of an evaluation alone, they count if nothing else in it measures without a counter.

What belongs to an evaluation without a counter of its own ends at the next line with one; where a
heading says that training goes on, only at a summary of the epoch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convcheck.readers._json_reshape import SPLIT_WORDS
from convcheck.readers._split_apart import TWINS, set_named
from convcheck.readers._text_generic import is_axis
from convcheck.readers._text_pairs import says_its_split
from convcheck.readers._text_sections import Sections

if TYPE_CHECKING:
    from convcheck.model import IntArray
    from convcheck.readers._text_gather import Gathered
    from convcheck.readers._text_sections import Shape

LONGEST = 100
"""Bytes of a heading with all that adorns it."""
LONGEST_LINE = 200
"""The same with a time stamp and the names of a logger before it."""
_SPLITS = {**SPLIT_WORDS, "validating": "val", "evaluating": "val"}
_ADORNMENT = rb"(?:[-=*#_~<>()|:.!+ \t\[\]]|\xe2[\x80-\xbf]{2}|\xf0\x9f[\x80-\xbf]{2})*+"
"""What may stand around the words: marks, lines of a box, pictures."""
_HEADING = re.compile(
    _ADORNMENT
    + rb"("
    + b"|".join(sorted((word.encode() for word in _SPLITS), reverse=True))
    + rb")(?:[ _-]([a-z]|"
    + b"|".join(sorted(word.encode() for word in TWINS))
    + rb")(?=\W*$))?(?:[ _]+(?:set|split|phase|mode|results?|metrics?|losses|loss|stats|errors?"
    rb"|begins?|starts?|started|performance))?(?:[ \t]*\(\d[\d.:,/ -]{0,30}\))?" + _ADORNMENT,
    re.IGNORECASE,
)
"""``Training``, ``[val]``, ``=== Validation phase ===``, ``> TRAINING (2026-01-01 10:00:00)``."""
_APART = rb"[ \t]*+[-:|,\]]?+[ \t]*+"
_LEVEL = rb"(?:DEBUG|INFO|NOTICE|WARNING|WARN)\b"
_STAMP = (
    rb"(?:\d[\d/.-]{4,9}[ T_])?(?:[DIW]\d{4} )?"
    rb"\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
)
_FIRST = re.compile(rb"[\[(<]?(?:" + _STAMP + rb"|" + _LEVEL + rb")[\])>]?" + _APART)
"""``2026-01-01 10:00:00,123 - ``, ``[10:00:00] ``, ``INFO:``."""
_FURTHER = re.compile(
    rb"(?:[\[(<]?"
    + _LEVEL
    + rb"[\])>]?|[\[(<][\w.: -]{1,40}[\])>]|[\w.]+(?=[ \t]*[-:|\]])|\d{2,8}(?= ))"
    + _APART
)
"""``trainer - ``, ``[train.py:12] ``, ``root:``: what else a logger prints before its message."""
MOST_BEFORE = 8
"""Such words before a message."""


def heading(line: bytes) -> str:
    """Return the split whose heading a line is, whatever a logger prints before it.

    An empty text where it is none.
    """
    if len(line) > LONGEST_LINE:
        return ""
    start, before = 0, _FIRST.match(line)
    for _ in range(MOST_BEFORE):
        found = _HEADING.fullmatch(line, start) if len(line) - start <= LONGEST else None
        if found:
            split = _SPLITS[found[1].lower().decode()]
            if found[2] is None:
                return split
            return set_named(f"{split}-{found[2].decode()}")
        if before is None:
            return ""
        start = before.end()
        before = _FURTHER.match(line, start)
    return ""


@dataclass(slots=True)
class Headings:
    """The headings of a log."""

    is_open: bool = True
    """Headings may still come; a log whose beginning has none is read without them."""
    found: list[tuple[int, str]] = field(default_factory=list)
    """The record and the split of each."""
    lines: list[tuple[Shape, IntArray]] = field(default_factory=list)
    """The names on lines with numbers, with their records, from the block of the first heading."""

    def add(self, split: str, records: IntArray) -> None:
        """Take over the headings of one split."""
        self.found += [(record, split) for record in records.tolist() if self.is_open]

    def add_lines(self, lines: list[tuple[Shape, IntArray]]) -> None:
        """Take over the lines with numbers of a block whose headings are known."""
        if self.found:
            self.lines += lines

    def close_if_none(self) -> None:
        """Look for no more where there is none so far."""
        self.is_open = bool(self.found)


def divide(gathered: Gathered, files: list[int]) -> None:
    """Put the numbers below each heading under its split, where headings count.

    ``files`` are the records at which files begin. The lines of a shape count as before: whether
    they are reports does not depend on the headings.
    """
    sections = Sections(gathered.headings.found, files, gathered.headings.lines)
    if not sections.count():
        return
    sections.end_at_counters()
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
    return {
        base for split, slash, base in parted if slash and split.partition("-")[0] in SPLIT_WORDS
    }


def _under(split: str, name: str) -> str:
    """Return a name with the split in front, unless it says one or counts."""
    if not split or is_axis(name) or says_its_split(name.encode()):
        return name
    return f"{split}/{name}"
