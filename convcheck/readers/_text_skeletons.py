"""Lines that differ in their digits alone are parsed once; the rest is arithmetic on columns.

The skeleton of a line is the line with a zero in place of every digit. A log has few of them,
so looking lines up in a table of skeletons is all the work that most lines need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._text_limits import LONGEST_LINE, MOST_FIELDS

if TYPE_CHECKING:
    from convcheck.model import IntArray
    from convcheck.readers._byte_columns import ByteArray
    from convcheck.readers._text_fields import Field, Parse

MOST_SKELETONS = 20_000
"""Forgotten beyond, so that a log without any regularity does not fill the memory."""

_ZEROS = bytes.maketrans(b"123456789", b"000000000")


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one skeleton."""

    skeleton: bytes
    """The line with zeros for digits."""
    fields: tuple[Field, ...]
    """Where its numbers stand; at least one."""
    line: IntArray
    """Shape (n,), number of each line within the block, rising."""
    start: IntArray
    """Shape (n,), where each line begins in the block."""


class Skeletons(dict[bytes, int]):
    """Skeleton to its number in ``fields``; a new one is parsed when it is first asked for."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse
        self.fields: list[tuple[Field, ...]] = [()]

    def __missing__(self, skeleton: bytes) -> int:
        short = len(skeleton) <= LONGEST_LINE
        found = tuple(self._parse(skeleton)[:MOST_FIELDS]) if short else ()
        number = len(self.fields) if found else 0
        if found:
            self.fields.append(found)
        self[skeleton] = number
        return number

    def groups(self, data: bytes) -> Iterator[Group]:
        """Yield the lines of a block that hold fields, by skeleton, new skeletons last."""
        if len(self) > MOST_SKELETONS:
            self.clear()
            self.fields = [()]
        lines = data.translate(_ZEROS).split(b"\n")
        number = np.fromiter(map(self.__getitem__, lines), np.int32, len(lines))
        start = _starts(np.frombuffer(data, np.uint8))
        if len(self.fields) <= np.iinfo(np.int16).max:
            number = number.astype(np.int16)  # sorted by radix, in linear time
        order = np.argsort(number, kind="stable")
        ends = np.flatnonzero(np.diff(number[order])) + 1
        for line in np.split(order, ends):
            which = int(number[line[0]])
            if which:
                yield Group(lines[line[0]], self.fields[which], line, start[line])


def blanked(line: bytes) -> bytes:
    """Return the skeleton of a line."""
    return line.translate(_ZEROS)


def _starts(data: ByteArray) -> IntArray:
    """Return where each line begins, the empty one after the last line end among them."""
    return np.append(0, np.flatnonzero(data == ord("\n")) + 1)
