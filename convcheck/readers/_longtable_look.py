"""How the text forms of the loss table begin, which other readers must leave alone."""

from __future__ import annotations

import json
import re

_HEADER = re.compile(rb'(?:\xef\xbb\xbf)?"?series"?,"?step"?,(?:"?time"?,)?"?value"?\r?(?:\n|$)')
_KEYS = frozenset({"series", "step", "value"})
_OPTIONAL = frozenset({"time"})
_OBJECT = b'{"series":'


def is_long_table(head: bytes) -> bool:
    """Return whether first bytes are those of series, step, time and value as CSV or JSONL."""
    if _HEADER.match(head):
        return True
    if not head.startswith(_OBJECT):
        return False
    try:
        first = json.loads(head.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    return _KEYS <= first.keys() <= _KEYS | _OPTIONAL and isinstance(first["series"], str)
