"""Lines that differ in their digits alone are parsed once; the rest is arithmetic on columns.

The skeleton of a line is the line with a zero in place of every digit. A log has few of them,
so comparing lines with the frequent ones, and looking up the others in a table of skeletons, is all
the work that most lines need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._likeness import Likenesses
from convcheck.readers._text_fields import label
from convcheck.readers._text_limits import LONGEST_LINE, MOST_FIELDS
from convcheck.readers._text_pairs import is_counter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import IntArray
    from convcheck.readers._byte_columns import ByteArray
    from convcheck.readers._text_fields import Field, Parse

MOST_SKELETONS = 20_000
"""Forgotten beyond, so that a log without any regularity does not fill the memory."""

FREQUENT = 256
"""Lines of one skeleton in a block from which later lines are compared with it at once."""
LEFT_SHARE = 4
"""Where one line in so many or more is left to look up, cutting all lines apart is faster."""

_ZEROS = bytes.maketrans(b"123456789", b"000000000")


class Lines:
    """Some whole lines that lie in memory together."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.cells: ByteArray = np.frombuffer(data, np.uint8)
        self.ends: IntArray = np.flatnonzero(self.cells == ord("\n"))
        """Where line ends stand."""
        self.start: IntArray = np.append(0, self.ends + 1)
        """Where each line begins, one more than there are ends: after the last is a line, too."""

    def blanked(self) -> list[bytes]:
        """Return the skeletons of all lines."""
        return blanked(self.data).split(b"\n")

    def blanked_at(self, chosen: IntArray) -> Iterator[bytes]:
        """Yield the skeletons of some lines."""
        ends = np.append(self.ends, len(self.data))[chosen]
        for start, end in zip(self.start[chosen].tolist(), ends.tolist(), strict=True):
            yield blanked(self.data[start:end])


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one skeleton."""

    skeleton: bytes
    """The line with zeros for digits."""
    fields: tuple[Field, ...]
    """Where its numbers stand; on headings at most counters."""
    is_heading: bool
    """The lines say what follows."""
    line: IntArray
    """Shape (n,), number of each line within the block, rising."""
    start: IntArray
    """Shape (n,), where each line begins in the block."""


class Skeletons(dict[bytes, int]):
    """Skeleton to its number in ``fields``; a new one is parsed when it is first asked for."""

    def __init__(self, parse: Parse, is_heading: Callable[[bytes], object] | None = None) -> None:
        super().__init__()
        self._parse = parse
        self._is_heading = is_heading
        self._forget()

    def _forget(self) -> None:
        self.clear()
        self._known: list[tuple[bytes, tuple[Field, ...], bool]] = [(b"", (), False)]
        self._frequent = Likenesses()

    def __missing__(self, skeleton: bytes) -> int:
        short = len(skeleton) <= LONGEST_LINE
        is_heading = self._is_heading is not None and bool(self._is_heading(skeleton))
        found = tuple(self._parse(skeleton)[:MOST_FIELDS]) if short else ()
        if is_heading and not all(is_counter(label(each, skeleton).encode()) for each in found):
            found = ()  # what a logger prints before it
        kept = bool(found) or is_heading
        number = len(self._known) if kept else 0
        if kept:
            self._known.append((skeleton, found, is_heading))
        self[skeleton] = number
        return number

    def groups(self, lines: Lines) -> Iterator[Group]:
        """Yield the lines of a block with fields, and headings, by skeleton, new ones last."""
        if len(self) > MOST_SKELETONS:
            self._forget()
        number = self._numbers(lines)
        if len(self._known) <= np.iinfo(np.int16).max:
            number = number.astype(np.int16)  # sorted by radix, in linear time
        order = np.argsort(number, kind="stable")
        ends = np.flatnonzero(np.diff(number[order])) + 1
        for line in np.split(order, ends):
            which = int(number[line[0]])
            if which:
                skeleton, fields, is_heading = self._known[which]
                yield Group(skeleton, fields, is_heading, line, lines.start[line])
                if len(line) >= FREQUENT:
                    cells = np.frombuffer(skeleton, np.uint8)
                    self._frequent.add(which, cells, cells == ord("0"))

    def _numbers(self, lines: Lines) -> NDArray[np.int32]:
        """Return the number of each line's skeleton, shape (n,)."""
        width = np.diff(lines.start, append=len(lines.data) + 1) - 1
        number = self._frequent.numbers(lines.cells, lines.start, width)
        left = np.flatnonzero(number < 0)
        if LEFT_SHARE * len(left) >= len(number):
            return np.fromiter(map(self.__getitem__, lines.blanked()), np.int32, len(number))
        skeletons = lines.blanked_at(left)
        number[left] = np.fromiter(map(self.__getitem__, skeletons), np.int32, len(left))
        return number


def blanked(line: bytes) -> bytes:
    """Return the skeleton of a line, or of several."""
    return line.translate(_ZEROS)
