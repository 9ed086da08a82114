"""What is printed over several lines and is one record: boxes of keys, dictionaries of pprint."""

from __future__ import annotations

import re

from convcheck.readers._text_rewriting import Rewrite, at_the_end

_ROW = rb"\|[ \t]*+(?:[\w/.%() -]{1,60}?)[ \t]*+\|[^|\n]{0,60}\|[ \t]*+\n"
_BOX = re.compile(rb"^-{5,}+[ \t]*+\n((?:" + _ROW + rb")++)-{5,}+[ \t]*+$", re.MULTILINE)
"""The table that Stable-Baselines and its kin print for each iteration."""
_CELLS = re.compile(rb"\|[ \t]*+([^|\n]*?)[ \t]*+\|[ \t]*+([^|\n]*?)[ \t]*+\|")
_CONTINUED = re.compile(rb"(?<=[\w.'\])}]),\n[ \t]{1,8}(?='[^'\n]{1,80}': )")
"""Where pprint breaks a dictionary into lines."""
_OPEN_BOX = re.compile(rb"(?<!\|\n)^-{5,}+[ \t]*+\n(?:\|[^\n]*+\n)*+\Z", re.MULTILINE)
_OPEN_DICTIONARY = re.compile(rb"^(?![ \t])[^\n]*,\n(?:[ \t]{1,8}'[^\n]*,\n)*+\Z", re.MULTILINE)


def _pairs_of_box(match: re.Match[bytes]) -> bytes:
    """Return the rows of a box as pairs, under the headings ``train/`` where it has such."""
    pairs, prefix = [], b""
    for name, value in _CELLS.findall(match[1]):
        if name.endswith(b"/"):
            prefix = name
        elif value:
            pairs.append(prefix + name + b": " + value)
    return b" | ".join(pairs)


ON_ONE_LINE = (
    Rewrite((b"|\n-----",), lambda data: _BOX.sub(_pairs_of_box, data), at_the_end(_OPEN_BOX)),
    Rewrite((b",\n ",), lambda data: _CONTINUED.sub(b", ", data), at_the_end(_OPEN_DICTIONARY)),
)
"""Each box, and each dictionary over several lines, becomes one line."""
