"""What is fuzzed: one function a format that must raise nothing but the errors of convcheck."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from convcheck import readers, series
from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.table import Wanted
from tests.fuzz.mending import mended_events, mended_wandb

FILE_NAMES = {
    "tensorboard": "events.out.tfevents.1",
    "wandb": "run-1.wandb",
    "jsonl": "log.jsonl",
    "json": "log.json",
    "csv": "log.csv",
    "text": "train.log",
}
"""The name under which a reader is asked whether it recognises the bytes."""


def read_everything(reader: str, content: bytes) -> None:
    """Do all that convcheck does with a log before it judges it.

    Raises AssertionError where a reader breaks the table's promises.
    """
    module = readers.get(reader)
    reason = module.recognise(content[: readers.HEAD_BYTES], FILE_NAMES.get(reader, reader))
    assert reason is None or reason.strip() == reason != ""
    source = Source("-", reader, (), content)
    with contextlib.suppress(ConvcheckError):
        catalog = module.survey(source)
        everything = [Wanted(entry.name, entry.axis) for entry in catalog.entries if entry.numeric]
        for column in module.read(source, everything).columns.values():
            assert len(column.x) == len(column.value) == len(column.record) > 0
            assert column.time is None or len(column.time) == len(column.value)
        selection = series.choose(catalog)
        table = module.read(source, selection.wanted)
        run = series.build(selection, table, source, catalog)
        assert len(run.objective) > 0


def fuzz_events(data: bytes) -> None:
    """Read the bytes as an event file; an odd first byte asks for right checksums."""
    mend, content = data[:1], data[1:]
    read_everything("tensorboard", mended_events(content) if _is_odd(mend) else content)


def fuzz_wandb(data: bytes) -> None:
    """Read the bytes as a W&B log; an odd first byte asks for right checksums."""
    mend, content = data[:1], data[1:]
    read_everything("wandb", mended_wandb(content) if _is_odd(mend) else content)


def fuzz_json(data: bytes) -> None:
    """Read the bytes as JSON lines or, where the first byte is odd, as one document."""
    which, content = data[:1], data[1:]
    read_everything("json" if _is_odd(which) else "jsonl", content)


def fuzz_csv(data: bytes) -> None:
    """Read the bytes as a table."""
    read_everything("csv", data[1:])


def fuzz_text(data: bytes) -> None:
    """Read the bytes as the output of a program."""
    read_everything("text", data[1:])


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "events": fuzz_events,
    "wandb": fuzz_wandb,
    "json": fuzz_json,
    "csv": fuzz_csv,
    "text": fuzz_text,
}
SWITCHES = (b"0", b"1")
"""First bytes that seeds are given: both ways of each target."""


def _is_odd(first: bytes) -> bool:
    return bool(first and first[0] & 1)
