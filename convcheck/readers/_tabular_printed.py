"""What a program that prints its table leaves around numbers: colours, and ``tensor(0.5)``.

A tensor's device stands behind a comma, which would part cells if nobody put it in quotes. Escape
codes elsewhere, as within a name, are data like any other.
"""

from __future__ import annotations

import re

_COLOURS = r"(?:\x1b\[[0-9;]{0,20}m){1,20}+"
"""Bounded, as are the names below: a line of nothing else would take a time squared."""
_NUMBER = r"[-+.]?[0-9]|[-+]?(?i:nan|inf)|(?:\w{1,20}\.)?\w{1,20}\("
_AROUND_NUMBERS = re.compile(
    rf"^{_COLOURS}|{_COLOURS}$|{_COLOURS}(?=\s*+(?:{_NUMBER}))|"
    rf"(?<=[0-9.%)nNfF]){_COLOURS}",
    re.MULTILINE,
)
_RULES = {chr(code): "-" for code in range(0x2500, 0x2580)}
_WRAPPERS = ("ensor(", "rray(", "float16(", "float32(", "float64(", "int32(", "int64(")
_ARGUMENTS = r"(?:,\s*[a-z_]{1,20}\s*=(?:[^()\n]|\([^()\n]*\))*+)?"
_WRAPPED = re.compile(
    r"(?:\w{1,20}\.)?(?:[Tt]ensor|[Aa]rray|(?:float|int)\d\d)\(\s*"
    r"(?:\[+\s*([^\s(),\[\]]+)\s*\]+|([^\s(),\[\]]+))\s*" + _ARGUMENTS + r"\)"
)
"""One number within what PyTorch, NumPy, JAX or TensorFlow print around it; no list of several."""


_SIDES = "\u2502\u2503\u2551"
_BOXES = str.maketrans(_RULES | dict.fromkeys(_SIDES, "|"))
"""Lines of a box, by what an ASCII table has in their place."""


def unadorned(text: str) -> str:
    """Return lines of a table without colours, boxes, and what stands around tensors."""
    if "\x1b" in text:
        text = _AROUND_NUMBERS.sub("", text)
    if not text.isascii() and any(map(text.__contains__, _SIDES)):
        text = text.translate(_BOXES)
    if "(" in text and any(map(text.__contains__, _WRAPPERS)):
        text = _WRAPPED.sub(lambda found: found[1] or found[2], text)
    return text
