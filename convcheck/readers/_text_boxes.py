"""What is printed over several lines and is one record: boxes of keys, dictionaries of pprint."""

from __future__ import annotations

import re

_ROW = rb"\|[ \t]*+(?:[\w/.%() -]{1,60}?)[ \t]*+\|[^|\n]{0,60}\|[ \t]*+\n"
_BOX = re.compile(rb"^-{5,}+[ \t]*+\n((?:" + _ROW + rb")++)-{5,}+[ \t]*+$", re.MULTILINE)
"""The table that Stable-Baselines and its kin print for each iteration."""
_CELLS = re.compile(rb"\|[ \t]*+([^|\n]*?)[ \t]*+\|[ \t]*+([^|\n]*?)[ \t]*+\|")
_CONTINUED = re.compile(rb"(?<=[\w.'\])}]),\n[ \t]{1,8}(?='[^'\n]{1,80}': )")
"""Where pprint breaks a dictionary into lines."""


def on_one_line(data: bytes, looked_at: int) -> bytes:
    """Return lines with each box, and each dictionary over several lines, as a line of its own.

    There are none where none begins among so many first bytes.
    """
    if data.find(b"|\n-----", 0, looked_at) >= 0:
        data = _BOX.sub(_pairs_of_box, data)
    return _CONTINUED.sub(b", ", data) if data.find(b",\n ", 0, looked_at) >= 0 else data


def _pairs_of_box(match: re.Match[bytes]) -> bytes:
    """Return the rows of a box as pairs, under the headings ``train/`` where it has such."""
    pairs, prefix = [], b""
    for name, value in _CELLS.findall(match[1]):
        if name.endswith(b"/"):
            prefix = name
        elif value:
            pairs.append(prefix + name + b": " + value)
    return b" | ".join(pairs)
