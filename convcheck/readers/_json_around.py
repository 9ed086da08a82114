"""What stands beside the objects on a line: ``Epoch 3 train: {"loss": 0.5} val: {"loss": 0.6}``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from convcheck.readers import _json_reshape as reshape
from convcheck.readers._json_text import MAX_OBJECTS, OBJECT_START, NotJson, first_value
from convcheck.readers._split_before import split_before
from convcheck.readers._text_pairs import COUNTERS

_LONGEST = 200
"""Characters before an object in which counters are looked for."""
_DIGIT = re.compile(r"\d")
_COUNTER = re.compile(
    r"(?<![\w./-])(" + "|".join(sorted(COUNTERS, reverse=True)) + r")"
    r"(?:[ \t]+|[ \t]*[:=#\[][ \t]*\[?)(\d{1,3}(?: \d{3})+|\d[\d,_']*(?:\.\d+)?)"
    r"(?!\w|[.:]\d| \d)",
    re.IGNORECASE,
)
"""``Epoch 3``, ``step: 1,000``, ``Epoch [3/10]``."""
_OF_ONE = frozenset({"loss", "size", "time", "per", "sec", "second", "seconds", "s", "ms"})
"""With such a word, ``step_time`` or ``batch_size``, a name says no position."""


def split_in(words: str) -> str | None:
    """Return the split that words before an object name, if any."""
    told = split_before(words) if words else ""
    return told if "-" in told else reshape.split_word(told)


def with_counters(record: reshape.Record, words: str) -> reshape.Record:
    """Return a record with the counters among the words before it, unless it has its own."""
    if any(map(_counts, record)) or not _DIGIT.search(words):  # most lines
        return record
    found = _COUNTER.findall(words[-_LONGEST:])
    return {name.lower(): _cell(number) for name, number in found} | record


def several(text: str) -> list[tuple[dict[str, Any], str]]:
    """Return the objects on a line with all words up to each; none where one has no split.

    Two objects or more, each right behind the word of a split.
    """
    found: list[tuple[dict[str, Any], str]] = []
    words, at = "", 0
    while (start := OBJECT_START.search(text, at)) and len(found) < MAX_OBJECTS:
        words += text[at : start.start()]
        try:
            value, at = first_value(text, start.start())
        except NotJson:
            return []
        if not isinstance(value, dict) or not split_in(words):
            return []
        found.append((value, words))
        words += "} "  # what stood before it says nothing of the next
    return found if len(found) > 1 else []


@lru_cache(4096)  # the names of a log recur with each of its records
def _counts(name: str) -> bool:
    """Return whether a column says where its record stands; clocks do not."""
    found = reshape.words(name)
    return not found.isdisjoint(COUNTERS) and found.isdisjoint(_OF_ONE)


def _cell(number: str) -> str:
    """Return a counter as a text: all of a log tell what marks in their thousands are."""
    return number.replace("_", "").replace("'", "")
