"""What terminals understand and logs do not need: colours, redrawn lines, NUL bytes."""

from __future__ import annotations

import re

ANSI = re.compile(rb"\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|\][^\x07\x1b\n]*+\x07?|[@-Z\\^_])?")
"""Escape sequences, whole or cut off: colours, cursor movements, window titles."""

_LINE_ENDS = bytes.maketrans(b"\r", b"\n")
_DELETED = b"\0\b"
"""NUL stands where a crash left a hole in the file; backspaces come before a line is redrawn."""


_NARROW = re.compile(
    rb"(?<=\d)(?<![.,]\d)(?<![.,]\d\d)(?<![.,]\d\d\d)(?:\xc2\xa0|\xe2\x80[\x87\x89\x99\xaf])(?=\d{3}(?!\d))",
)
"""Blanks that keep words together, narrow ones and a printed apostrophe, between thousands."""


def cleaned(data: bytes) -> bytes:
    r"""Return lines without escape sequences; a bare carriage return ends a line.

    A progress bar goes back with ``\r`` and draws itself anew; what was printed between two bars
    becomes a line of its own that way. Underscores stand for narrow blanks between thousands.
    """
    if b"\x1b" in data:
        data = ANSI.sub(b"", data)
    if _has_any(data, b"\xc2\xe2") and (b"\xe2\x80" in data or b"\xc2\xa0" in data):
        data = _NARROW.sub(b"_", data)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    return data.translate(_LINE_ENDS, _DELETED) if _has_any(data, b"\r\0\b") else data


def _has_any(data: bytes, characters: bytes) -> bool:
    """Return whether any of some bytes occurs; far faster than to look for two in a row."""
    return any(data.find(character) >= 0 for character in characters)
