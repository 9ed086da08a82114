"""A line of a log as the places where its names and numbers stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_MOST_PADDING = 16
"""Blanks between a bracket and a number."""
_NOT_IN_BRACKETS = b"".join(
    rb"(?<![\[(]" + rb"[ \t]" * blanks + rb")" for blanks in range(_MOST_PADDING + 1)
)
_GROUPED = rb"\d{1,3}(?:,\d{3})++"
_IN_FRACTION = rb"(?=" + _GROUPED + rb"[ \t]*+/[ \t]*+" + _GROUPED + rb")"
"""``[1,280/60,000]``: both numbers are in thousands, also between brackets."""
_COMMAS = (
    rb"(?:" + _NOT_IN_BRACKETS + rb"|" + _IN_FRACTION + rb")"
    rb"(?:" + _GROUPED + rb"(?:\.\d++)?+|\d++,\d++(?:[eE][+-]?\d++)?+)(?![,.]?\d)"
)
"""A number with commas in it, where no list can be; ``_text_commas`` finds out what they are."""
_UNDERSCORES = rb"\d{1,3}(?:(?:_\d{3})++|(?:'\d{3})++)(?:\.\d++|,\d++(?![,.]?\d))?+(?![_\d]|'\d)"
"""``1_000`` and ``1'000``: thousands as Python and the Swiss write them, and nothing else."""
COUNT = rb"\d++(?:[,_']\d{3})*+"
"""A whole number, in thousands or not."""
NUMBER = (
    rb"[+-]?+(?:" + _COMMAS + rb"|" + _UNDERSCORES + rb"|\d++\.#(?:QNAN|SNAN|IND|INF)\d*+"
    rb"|(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?\d++)?+"
    rb"|(?i:nan|inf(?:inity)?+))"
)
"""A number as C, Python and old Microsoft libraries print it; linear in the length of the text."""


@dataclass(frozen=True, slots=True)
class Field:
    """One number on a line."""

    start: int
    """Where its text begins."""
    end: int
    """Where its text ends."""
    name: str = ""
    """What it is called, where the kind of line tells; else the name stands on the line."""
    name_start: int = 0
    """Where the name begins."""
    name_end: int = 0
    """Where the name ends."""
    prefix: str = ""
    """What goes in front of that name, such as ``train/``."""


Parse = Callable[[bytes], list[Field]]
"""Returns the fields of a line, none where the line is of another kind.

It must not look at which digits a line holds, only at where they stand: lines that differ in
digits alone are parsed once.
"""


def label(field: Field, line: bytes) -> str:
    """Return the name of a field of this line."""
    if field.name:
        return field.prefix + field.name
    return field.prefix + line[field.name_start : field.name_end].decode("utf-8", "replace")
