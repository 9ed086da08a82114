"""Counters that people round or group: ``1.5k``, ``Step 12K/100K``, ``1 500``, ``1.500.000``."""

from __future__ import annotations

import re

_THOUSANDS = rb"\d++(?:\.\d++)?+[kKM](?!\w|[.:]\d|/[A-Za-z])"
"""``1.2k/s`` is a rate."""
_POINTS = rb"\d{1,3}(?:\.\d{3}){2,}+(?!\w|[.:,]\d)"
_OF_MORE = rb"[ \t]*+/(?![ \t]*+\d{1,3}(?: \d{3})++(?!\d))"
_BLANKS = rb"\d{1,3}(?: \d{3}){1,2}+(?!\w|[.:,]\d|%|" + _OF_MORE + rb"|[ \t]++\d)"
"""Not ``1 100/391``, nor columns of numbers."""
_BEFORE = rb"[ \t]*+[:=]?+[ \t]*+\[?+[ \t]*+"
_ROUNDED = re.compile(_BEFORE + rb"(" + _THOUSANDS + rb")")
_ROUNDED_OR_GROUPED = re.compile(
    _BEFORE + rb"(" + rb"|".join((_THOUSANDS, _POINTS, _BLANKS)) + rb")"
)

EXPONENTS = {b"k": b"e3", b"K": b"e3", b"M": b"e6"}
"""What the last letter of a count is worth."""


def rounded_or_grouped(line: bytes, start: int, *, fine: bool) -> tuple[int, int] | None:
    """Return where such a number begins and ends that follows a counter's name, if one does.

    Only counters that move within an epoch come in groups: there are no thousands of epochs.
    """
    found = (_ROUNDED_OR_GROUPED if fine else _ROUNDED).match(line, start)
    return found.span(1) if found else None
