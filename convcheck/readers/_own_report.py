"""Reports of convcheck itself, which may lie among the logs that they tell of."""

from __future__ import annotations

import re

_BEGINNING = re.compile(
    rb'\s*\{\s*(?:"type"\s*:\s*"(?:run|unread|summary)"\s*,\s*)?+'
    rb'"schema_version"\s*:\s*\d+\s*,\s*'
    rb'(?:"tool"\s*:\s*\{\s*"name"\s*:\s*"convcheck"|"(?:id|path|runs)"\s*:)'
)
REASON = "it is a report of convcheck, not the log of a run"


def is_report(head: bytes) -> bool:
    """Return whether first bytes are those of a report in JSON or JSON lines."""
    return _BEGINNING.match(head) is not None
