"""Reports of convcheck itself, which may lie among the logs that they tell of."""

from __future__ import annotations

import re

_BEGINNING = re.compile(
    rb'\s*\{\s*(?:"type": "(?:run|unread|summary)", )?"schema_version": \d+,\s*'
    rb'(?:"tool": \{\s*"name": "convcheck"|"id": |"path": |"runs": )'
)
REASON = "it is a report of convcheck, not the log of a run"


def is_report(head: bytes) -> bool:
    """Return whether first bytes are those of a report in JSON or JSON lines."""
    return _BEGINNING.match(head) is not None
