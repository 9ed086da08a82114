"""The catalog and the loss table of a W&B log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from convcheck.errors import SourceUnreadable
from convcheck.model import Note
from convcheck.readers import _json_table
from convcheck.readers._bytes import open_source
from convcheck.readers._json_batches import RecordBatch
from convcheck.readers._json_dialects import Dialect
from convcheck.readers._json_records import LeftOut
from convcheck.readers._json_reshape import words
from convcheck.readers._wandb_frames import HEADER, HEADER_BYTES, Frames
from convcheck.readers._wandb_records import STEP, Definition, parsed
from convcheck.readers._wire import MalformedMessage

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, Source
    from convcheck.readers._json_reshape import Record
    from convcheck.table import Catalog, Entry, LossTable, Wanted

WANDB = Dialect(logger="wandb", axis=STEP, unit="step")
EPOCH_WORDS = frozenset({"epoch", "epochs"})
"""Words in an axis' name that say that it counts epochs."""
BATCH_RECORDS = 4096
"""Records that are held as objects at once."""
MOST_DEFINITIONS = 10_000
"""Definitions of metrics that are kept; a log has a dozen."""


def catalog(source: Source) -> Catalog:
    """List what was logged; raises SourceNotFound or SourceUnreadable."""
    log = _Log(source)
    found = _json_table.catalog(log.batches(), LeftOut())
    names = {entry.name for entry in found.entries}
    entries = tuple(_defined(entry, log.definitions, names) for entry in found.entries)
    return replace(found, entries=entries, notes=(*found.notes, *log.notes))


def table(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises SourceNotFound or SourceUnreadable."""
    log = _Log(source)
    found = _json_table.table(log.batches(), wanted, LeftOut())
    return replace(found, notes=(*found.notes, *log.notes))


def _defined(entry: Entry, definitions: Sequence[Definition], names: set[str]) -> Entry:
    """Return the entry with what ``define_metric`` said of it; a name goes before a glob."""
    for each in sorted(definitions, key=lambda each: each.pattern != entry.name):
        if each.pattern == entry.name or fnmatchcase(entry.name, each.pattern):
            own_axis = each.axis in names and each.axis != entry.name
            found = replace(entry, goal=each.goal or entry.goal)
            unit: AxisUnit = "step" if words(each.axis).isdisjoint(EPOCH_WORDS) else "epoch"
            return replace(found, axis=each.axis, unit=unit) if own_axis else found
    return entry


@dataclass(slots=True)
class _Log:
    """Reads all files of a source once and remembers what is not in the records of values."""

    source: Source
    definitions: list[Definition] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    malformed: int = 0

    def batches(self) -> Iterator[RecordBatch]:
        """Yield the records of values in the order of the log."""
        if self.source.content is not None:
            yield from self._batches_of(BytesIO(self.source.content), self.source.path)
        for file in self.source.files:
            with open_source(file) as stream:
                try:
                    yield from self._batches_of(stream, file)
                except (OSError, EOFError) as error:
                    raise SourceUnreadable(f"cannot read {file}: {error}", path=file) from error

    def _batches_of(self, stream: BinaryIO, file: str) -> Iterator[RecordBatch]:
        head = stream.read(HEADER_BYTES)
        if head != HEADER:
            raise SourceUnreadable(f"{file} does not begin as W&B's logs do", path=file)
        frames, self.malformed, first = Frames(stream), 0, True
        records: list[Record] = []
        for raw in frames.records():
            record = self._values(raw)
            if record:
                records.append(record)
            if len(records) == BATCH_RECORDS:
                yield RecordBatch(records, WANDB, first)
                records, first = [], False
        if records:
            yield RecordBatch(records, WANDB, first)
        self._note_losses(frames, file)

    def _values(self, raw: bytes) -> Record | None:
        """Return the values in a record, if it holds any, and keep a definition."""
        try:
            found = parsed(raw)
        except MalformedMessage:
            self.malformed += 1
            return None
        if isinstance(found, Definition):
            if found.pattern and len(self.definitions) < MOST_DEFINITIONS:
                self.definitions.append(found)
            return None
        return found

    def _note_losses(self, frames: Frames, file: str) -> None:
        if frames.damaged:
            message = "damaged places were skipped, with the records there"
            self.notes.append(Note("skipped-records", message, frames.damaged, file))
        if self.malformed:
            message = "records that are no messages of W&B were skipped"
            self.notes.append(Note("malformed-records", message, self.malformed, file))
        if frames.truncated:
            message = "the log ends in the middle of a record"
            self.notes.append(Note("truncated-log", message, 1, file))
