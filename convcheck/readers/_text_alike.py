"""What people print themselves in other ways, made alike: marks, languages, records over lines."""

from __future__ import annotations

import re

from convcheck.readers._text_boxes import on_one_line
from convcheck.readers._text_rephrased import rephrased
from convcheck.readers._text_translated import translated

LOOKED_AT_BYTES = 1 << 16
"""The bytes of a block among which is looked for what is rare: to look through all would take a
good part of the time that reading does."""
_NUMBERED = re.compile(
    rb"(?<![\w./-])((?i:epoch|iteration|iter|step|episode|round|batch) ?)(?:# ?|-)"
    rb"(?=\d++(?:/\d++)?+(?![\w.-]))"
)
"""``Epoch #3``, ``epoch # 3`` and ``epoch-3``, but no name of a file."""
_MARKED = (
    *(b"poch #", b"POCH #", b"poch#", b"poch-", b"tep #", b"ter #", b"tion #", b"sode #"),
    *(b"ound #", b"atch #"),
)
"""What such marks stand behind; to look for it is far faster."""


def made_alike(data: bytes) -> bytes:
    """Return lines with blanks for the mark before a counter's number, and in English.

    Boxes and dictionaries over several lines are one line each.
    """
    data = translated(data, LOOKED_AT_BYTES)
    if any(data.find(mark, 0, LOOKED_AT_BYTES) >= 0 for mark in _MARKED):
        data = _NUMBERED.sub(rb"\1 ", data)
    return on_one_line(rephrased(data, LOOKED_AT_BYTES), LOOKED_AT_BYTES)
