"""A JSON document that ends in the middle, closed after its last whole element."""

from __future__ import annotations

import re

MAX_DEPTH = 200
"""Open brackets at once; logs have fewer than ten."""

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|["\[\]{},]')
_CLOSING = {"{": "}", "[": "]"}


def closed(text: str) -> str | None:
    """Return the text up to its last whole element, with all open brackets closed.

    None where the text is no beginning of a document: it is closed already, closes what it did
    not open, or has no whole element. Whether the result is JSON is left to the parser.
    """
    still_open: list[str] = []
    end, at_end = 0, ""
    for match in _STRUCTURE.finditer(text):
        mark = match[0]
        if mark in _CLOSING:
            still_open.append(_CLOSING[mark])
        elif mark in {"}", "]"}:
            if not still_open or still_open.pop() != mark:
                return None
            end, at_end = match.end(), "".join(reversed(still_open))
        elif mark == ",":
            end, at_end = match.start(), "".join(reversed(still_open))
        elif mark == '"':  # a text without end
            break
        if len(still_open) > MAX_DEPTH or (end and not still_open):
            return None
    return text[:end] + at_end if end else None
