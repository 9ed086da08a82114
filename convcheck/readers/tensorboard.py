"""TensorBoard event files, as torch, tensorboardX, Keras, Lightning and many others write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convcheck.model import Note
from convcheck.readers._crc32c import masked_checksum

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, Source
    from convcheck.readers._event_run import Tag
    from convcheck.table import Catalog, Entry, LossTable, Wanted

SUMMARY = "TensorBoard event files (`events.out.tfevents.*`), several files and folders a run"
RANK = 10

_FILE_NAME = "tfevents"
_HEADER_BYTES = 12
_WALL_TIME_KEY = 0x09
"""Events begin with their wall time; other TFRecord files hold examples, which begin otherwise."""
SAMPLE_TWIN = " vs samples"
"""Megatron writes some tags a second time, counted in consumed samples."""
KERAS = "keras-tensorboard"
"""The logger's name, where `train/` or `validation/` hold tags that begin with ``epoch_``."""


def recognise(head: bytes, name: str) -> str | None:
    """Accept files whose first record has a length with the right checksum."""
    if len(head) < _HEADER_BYTES:
        return None if _FILE_NAME in name and head else "it is too short for a record"
    if masked_checksum(head[:8]) != int.from_bytes(head[8:_HEADER_BYTES], "little"):
        return "it does not begin with a record whose length has the right checksum"
    if _FILE_NAME not in name and head[_HEADER_BYTES : _HEADER_BYTES + 1] != b"\x09":
        return "its first record is no event"
    return None


def survey(source: Source) -> Catalog:
    """List the tags of all files, each with what its values look like.

    Event files have no index, so this reads them whole; `read` does not have to do it again.
    """
    from convcheck.readers._event_run import load
    from convcheck.table import Catalog

    run = load(source)
    logger = _logger(run.tags)
    entries = tuple(_entry(tag, logger) for tag in run.tags)
    return Catalog(entries, logger=logger, intrinsic_axis=True, notes=run.notes)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Return the wanted tags; the position is always the writer's step.

    Raises SourceNotFound or SourceUnreadable.
    """
    from convcheck.readers._event_run import load
    from convcheck.table import LossTable

    run = load(source)
    names = {want.name for want in wanted}
    chosen = [tag for tag in run.tags if tag.name in names]
    columns = {tag.name: tag.column(run.first_wall_time) for tag in chosen}
    notes = run.notes + tuple(_note_missing_steps(tag) for tag in chosen if not tag.has_steps)
    return LossTable(columns, notes, {"session_starts": run.session_starts})


def _logger(tags: Sequence[Tag]) -> str:
    keras = any(tag.tag == "epoch_loss" and tag.folder in ("train", "validation") for tag in tags)
    return KERAS if keras else ""


def _entry(tag: Tag, logger: str) -> Entry:
    from convcheck.readers._columns import entry

    return entry(tag.name, tag.scalars.value, role=_role(tag, logger), unit=_unit(tag, logger))


def _unit(tag: Tag, logger: str) -> AxisUnit | None:
    """Return what the step counts, where the layout proves it."""
    if not tag.has_steps:
        return "record"
    if tag.tag.endswith(SAMPLE_TWIN):
        return "sample"
    return "epoch" if logger == KERAS and tag.tag.startswith("epoch_") else None


def _role(tag: Tag, logger: str) -> str:
    """Return the split's role where the layout proves that the tag is the loss."""
    is_loss = logger == KERAS and tag.tag == "epoch_loss"
    return tag.folder if is_loss and tag.folder in ("train", "validation") else ""


def _note_missing_steps(tag: Tag) -> Note:
    message = "every step is 0, so its values are counted in the order of the log"
    return Note("no-steps", message, len(tag.scalars), tag.name)
