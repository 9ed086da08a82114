"""The first tags of an event file, without reading the rest of it."""

from __future__ import annotations

from convcheck.errors import InputError
from convcheck.readers._bytes import head_of
from convcheck.readers._event_record import parse_event
from convcheck.readers._wire import MalformedMessage

_HEADER_BYTES = 12
_FRAME_BYTES = 16


def first_tags(path: str) -> set[str]:
    """Return the tags of the scalars in the first bytes of a file; none where it is unreadable."""
    try:
        head = head_of(path)
    except InputError:
        return set()
    tags: set[str] = set()
    at = 0
    while at + _FRAME_BYTES <= len(head):
        length = int.from_bytes(head[at : at + 8], "little")
        start = at + _HEADER_BYTES
        at = start + length + 4
        if at > len(head):
            break
        try:
            tags.update(scalar.tag for scalar in parse_event(head[start : start + length]).scalars)
        except MalformedMessage:
            continue
    return tags
