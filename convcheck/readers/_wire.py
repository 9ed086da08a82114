"""Protobuf's wire format: fields of a message, without its schema.

Encoding: the wire types and varints of the protocol buffers encoding guide. Groups (wire types 3
and 4) were never used in event files and count as malformed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

VARINT = 0
FIXED64 = 1
LENGTH_DELIMITED = 2
FIXED32 = 5

_FIXED_BYTES = {FIXED64: 8, FIXED32: 4}
_LONGEST_VARINT = 10
_WORD = (1 << 64) - 1


class MalformedMessage(ValueError):  # noqa: N818 - reads as what happened
    """Bytes that are no protobuf message."""


class Field(NamedTuple):
    """One field as it lies in the data."""

    number: int
    """As in the schema."""
    wire_type: int
    """How it is encoded."""
    start: int
    """Where its payload begins, after tag and length."""
    end: int
    """Where its payload ends."""


def fields(data: bytes, start: int, end: int) -> Iterator[Field]:
    """Yield the fields of the message in ``data[start:end]``.

    Raises MalformedMessage where a field is cut off or of an unknown kind.
    """
    at = start
    while at < end:
        key, at = varint(data, at, end)
        wire_type = key & 7
        if wire_type == VARINT:
            _, stop = varint(data, at, end)
        elif wire_type == LENGTH_DELIMITED:
            length, at = varint(data, at, end)
            stop = at + length
        elif wire_type in _FIXED_BYTES:
            stop = at + _FIXED_BYTES[wire_type]
        else:
            raise MalformedMessage(f"wire type {wire_type}")
        if stop > end or key < 8:
            raise MalformedMessage("a field is cut off or has no number")
        yield Field(key >> 3, wire_type, at, stop)
        at = stop


def varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return an unsigned varint and the position after it.

    Raises MalformedMessage where it does not end in time.
    """
    value = 0
    for digit in range(_LONGEST_VARINT):
        if at + digit >= end:
            break
        byte = data[at + digit]
        value |= (byte & 127) << 7 * digit
        if byte < 128:
            return value & _WORD, at + digit + 1
    raise MalformedMessage("a number does not end")


def signed(value: int) -> int:
    """Read 64 bits as a number with a sign."""
    return value - (1 << 64) if value >> 63 else value
