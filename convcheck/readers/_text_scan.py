"""Reading a log from end to end: which dialect it is of, and its values by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convcheck.errors import NoObjective
from convcheck.model import Note
from convcheck.readers._guessed_commas import AS_DECIMAL, AS_THOUSANDS, GUESSED
from convcheck.readers._lines import LentBlock, lent_blocks
from convcheck.readers._text_clean import cleaned
from convcheck.readers._text_commas import Reading
from convcheck.readers._text_dialects import identify
from convcheck.readers._text_fields import label
from convcheck.readers._text_gather import Gathered, ending
from convcheck.readers._text_headings import Headings, base_names, divide, heading
from convcheck.readers._text_limits import BLOCK_BYTES, EACH_BLOCK, FIRST_BLOCKS
from convcheck.readers._text_rewriting import Rewriting
from convcheck.readers._text_skeletons import Lines, Skeletons, blanked

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray, Source
    from convcheck.readers._text_dialect import Dialect

HINT = (
    "a line must name a loss and a step or epoch, as in 'step 10: loss 2.31'; "
    "log one JSON object a line where the program is your own"
)
LEAST_BEGINNING = 2
"""Bytes that a line must share with the beginning of a report to be taken for a cut one."""

_DIGITS = re.compile(rb"(?:[ \t]+|[+-])?\d[\d.]*(?:[,_]\d[\d.]*)*(?:[eE][+-]?\d*)?")


@dataclass(slots=True)
class Scan:
    """One passage through the lines of a source."""

    dialect: Dialect
    """Who wrote them."""
    gathered: Gathered
    """The values by name."""
    files: list[int] = field(default_factory=list)
    """The record at which each file begins."""
    cut: list[str] = field(default_factory=list)
    """Files that end in the middle of a report."""
    complete: bool = True
    """Every block was read."""

    counters: dict[str, tuple[IntArray, FloatArray]] = field(default_factory=dict)
    """By name, records and values of counters that were asked for."""

    def counter(self, name: str) -> tuple[IntArray, FloatArray]:
        """Return records and values of a counter, put in order once for all its series."""
        if name not in self.counters:
            self.counters[name] = self.gathered.series(name, self.dialect.least_lines)
        return self.counters[name]

    def notes(self) -> Iterator[Note]:
        """Yield a note for each kind of thing that was lost."""
        for where in self.cut:
            message = "the log ends in the middle of a line, whose last value was left out"
            yield Note("truncated-log", message, 1, where)
        odd = Counter(self.gathered.odd)
        for name in self.gathered.parts:
            odd[name] += self.gathered.odd_commas(name, self.dialect.least_lines)
        for name, count in (+odd).items():
            yield Note("not-a-number", f"values of {name} that are no numbers", count, name)
        yield from self._guessed_commas()
        shapes = self.gathered.shapes if self.dialect.least_lines > 1 else {}
        if torn := sum(count for shape, count in shapes.items() if self.gathered.is_torn(shape)):
            yield Note("foreign-lines", "ends of lines without their counter were left out", torn)
        if self.gathered.surplus:
            message = "values left out: the log has too many names"
            yield Note("too-many-columns", message, self.gathered.surplus)

    def _guessed_commas(self) -> Iterator[Note]:
        """Yield a note for each name whose ``1,234`` may be decimal or in thousands."""
        for name in self.gathered.parts:
            reading, guessed = self.gathered.reading(name, self.dialect.least_lines)
            if guessed:
                decimal = reading is Reading.DECIMAL
                message = f"{name!r}: {AS_DECIMAL if decimal else AS_THOUSANDS}"
                yield Note(GUESSED, message, where=name)


def scan(source: Source, wanted: Collection[str] | None = None, sample: bool = False) -> Scan:
    """Read a source; a sample leaves out most of the blocks of a long log without headings.

    Raises SourceNotFound or SourceUnreadable, and NoObjective where no line reports a loss.
    """
    done: Scan | None = None
    skeletons, rewriting = Skeletons(lambda _: []), Rewriting(())
    record = used = 0
    for index, block in enumerate(lent_blocks(source, BLOCK_BYTES)):
        if done is not None and block.first:
            done.files.append(record)
        if done is not None and used == FIRST_BLOCKS:
            done.gathered.headings.close_if_none()
            sample = sample and not done.gathered.headings.is_open
        if done and sample and used >= FIRST_BLOCKS and index % EACH_BLOCK and not block.last:
            done.complete = False
            rewriting.skip()
            record += block.size  # more than it has lines, which keeps the order
            continue
        data = cleaned(block.data)
        if done is None and (dialect := identify(data)) is not None:
            headings = Headings(dialect.headings)
            done = Scan(dialect, Gathered(_kept(wanted, dialect), headings=headings), [record])
            skeletons = Skeletons(dialect.parse, heading if dialect.headings else None)
            rewriting = Rewriting(dialect.rewrites)
        if done is not None:
            data = rewriting.rewritten(data, block.last)
            if done.dialect.summary is not None:
                data = done.dialect.summary.sub(rb"\1", data)
        if done is None:
            record += data.count(b"\n")
        else:
            record += _add(done, skeletons, data, block, record)
            used += 1
        record += block.last and not data.endswith(b"\n")
    if done is None or not done.gathered.shapes:
        raise NoObjective("no line of the log reports a loss with its step", HINT, source.path)
    if done.dialect.headings:
        divide(done.gathered, done.files)
        done.gathered.keep_only(wanted)
    return done


def _kept(wanted: Collection[str] | None, dialect: Dialect) -> Collection[str] | None:
    """Return the names to keep: those wanted, and what it takes to tell them from others.

    That is the counter of redrawn lines, and the name that is divided by headings.
    """
    if wanted is None:
        return None
    axes = dialect.axes if dialect.redrawn else ()
    bases = base_names(wanted) if dialect.headings else ()
    return {*wanted, *axes, *bases}


def _add(done: Scan, skeletons: Skeletons, data: bytes, block: LentBlock, record: int) -> int:
    """Take over the lines of a block, the last with care where no line end follows it.

    Returns how many line ends there are.
    """
    end = data.rfind(b"\n") + 1
    lines = Lines(data[:end])
    done.gathered.add(skeletons, lines, record)
    tail = data[end:].rstrip()
    if block.last and tail:
        _add_tail(done, skeletons, tail, block.file, record + len(lines.ends))
    return len(lines.ends)


def _add_tail(done: Scan, skeletons: Skeletons, tail: bytes, file: str, record: int) -> None:
    """Take over what is sure of a last line without an end."""
    whole = _without_cut_value(tail, done, skeletons)
    if len(whole) < len(tail) or _is_beginning(tail, skeletons):
        done.cut.append(file or "input")
    done.gathered.add(skeletons, Lines(whole), record)


def _without_cut_value(tail: bytes, done: Scan, skeletons: Skeletons) -> bytes:
    """Return the last line up to its last value unless it looks like a line before it.

    A value may lack digits, and what follows it may change what it is.
    """
    fields = done.dialect.parse(blanked(tail))
    if not fields:
        return tail
    last = max(fields, key=lambda each: each.end)
    known = done.gathered.endings.get(label(last, tail), set())
    is_ended = last.end < len(tail) or ending(blanked(tail[last.start : last.end])) in known
    if is_ended and _shape(blanked(tail)) in map(_shape, _with_fields(skeletons)):
        return tail
    return tail[: last.start if last.name else last.name_start]


def _is_beginning(tail: bytes, skeletons: Skeletons) -> bool:
    """Return whether a line without fields begins like one that has them."""
    shape = _shape(blanked(tail))
    if skeletons.get(blanked(tail)) or len(shape) < LEAST_BEGINNING:
        return False
    lines = map(_shape, _with_fields(skeletons))
    return any(line.startswith(shape) and line != shape for line in lines)


def _with_fields(skeletons: Skeletons) -> list[bytes]:
    return [line for line, number in skeletons.items() if number]


def _shape(skeleton: bytes) -> bytes:
    """Return a skeleton whatever the lengths of its numbers."""
    return _DIGITS.sub(b"0", skeleton)
