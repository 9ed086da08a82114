"""One event, parsed by hand: the scalars in it and where their bytes lie.

Schema: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto. Only what a
scalar needs is looked at; histograms, images, graphs and strings are passed over.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from convcheck.readers._event_tensor import Number, fixed_number, scalar_tensor
from convcheck.readers._wire import (
    FIXED32,
    FIXED64,
    LENGTH_DELIMITED,
    VARINT,
    Field,
    fields,
    signed,
    varint,
)

_WALL_TIME, _STEP, _SUMMARY, _SESSION_LOG = 1, 2, 5, 7
_SUMMARY_VALUE = 1
_TAG, _SIMPLE_VALUE, _TENSOR, _METADATA = 1, 2, 8, 9
_OTHER_KINDS = {3, 4, 5, 6}
"""Old histogram, image, histogram, audio: alternatives to a scalar in the same value."""
_PLUGIN_DATA, _PLUGIN_NAME = 1, 1
_SESSION_STATUS, _SESSION_START = 1, 1

SCALAR_PLUGIN = "scalars"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value of a summary."""

    tag: str
    """The series it belongs to."""
    number: Number
    """The value and its place."""


@dataclass(slots=True)
class Event:
    """What one record says."""

    wall_time: float = 0.0
    """Seconds since 1970."""
    wall_time_at: int | None = None
    """Where the eight bytes of the wall time begin; None where it is absent."""
    step: int = 0
    """The writer's step; absent on the wire means 0."""
    step_span: tuple[int, int] | None = None
    """Where the step's varint begins and ends; None where it is absent."""
    scalars: list[Scalar] = field(default_factory=list)
    """In the order of the record."""
    plugins: dict[str, str] = field(default_factory=dict)
    """Tag to the plugin that the record names for it."""
    session_start: bool = False
    """The record marks the start of a session."""

    @property
    def is_of_use(self) -> bool:
        """Whether it holds anything that is kept."""
        return bool(self.scalars or self.plugins or self.session_start)


def parse_event(data: bytes) -> Event:
    """Return what a record's data say.

    Raises MalformedMessage where they are no event.
    """
    event = Event()
    for part in fields(data, 0, len(data)):
        kind = part.number, part.wire_type
        if kind == (_WALL_TIME, FIXED64):
            event.wall_time_at = part.start
            (event.wall_time,) = struct.unpack_from("<d", data, part.start)
        elif kind == (_STEP, VARINT):
            event.step_span = part.start, part.end
            event.step = signed(varint(data, part.start, part.end)[0])
        elif kind == (_SUMMARY, LENGTH_DELIMITED):
            _read_summary(data, part, event)
        elif kind == (_SESSION_LOG, LENGTH_DELIMITED):
            event.session_start |= _is_session_start(data, part)
    return event


def _read_summary(data: bytes, summary: Field, event: Event) -> None:
    for part in fields(data, summary.start, summary.end):
        if part.number == _SUMMARY_VALUE and part.wire_type == LENGTH_DELIMITED:
            _read_value(data, part, event)


def _read_value(data: bytes, value: Field, event: Event) -> None:
    """Add a value to the event if it is a scalar; of alternatives the last on the wire counts."""
    tag, plugin, number, rank = "", "", None, 0
    for part in fields(data, value.start, value.end):
        kind = part.number, part.wire_type
        if kind == (_TAG, LENGTH_DELIMITED):
            tag = data[part.start : part.end].decode("utf-8", "replace")
        elif kind == (_SIMPLE_VALUE, FIXED32):
            number, rank = fixed_number(data, part.start, "<f4"), 0
        elif kind == (_TENSOR, LENGTH_DELIMITED):
            tensor = scalar_tensor(data, part.start, part.end)
            number, rank = (tensor.number, tensor.rank) if tensor else (None, 0)
        elif part.number in _OTHER_KINDS:
            number = None
        elif kind == (_METADATA, LENGTH_DELIMITED):
            plugin = _plugin_name(data, part)
    if plugin:
        event.plugins[tag] = plugin
    # A vector of one element is a scalar only where the plugin says so.
    if number is not None and (rank == 0 or plugin == SCALAR_PLUGIN):
        event.scalars.append(Scalar(tag, number))


def _plugin_name(data: bytes, metadata: Field) -> str:
    for part in fields(data, metadata.start, metadata.end):
        if part.number == _PLUGIN_DATA and part.wire_type == LENGTH_DELIMITED:
            for name in fields(data, part.start, part.end):
                if name.number == _PLUGIN_NAME and name.wire_type == LENGTH_DELIMITED:
                    return data[name.start : name.end].decode("utf-8", "replace")
    return ""


def _is_session_start(data: bytes, session: Field) -> bool:
    return any(
        part.number == _SESSION_STATUS
        and part.wire_type == VARINT
        and varint(data, part.start, part.end)[0] == _SESSION_START
        for part in fields(data, session.start, session.end)
    )
