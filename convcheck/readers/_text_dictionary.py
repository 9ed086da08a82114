"""Dictionaries that Python prints among other words: ``{'step': 1, 'loss': 0.5}``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from convcheck.readers._text_fields import Field
from convcheck.readers._text_pairs import (
    SPLIT_WORDS,
    WRAPPED,
    WRAPPER,
    is_counter,
    says_its_split,
    sections_until,
    split_among,
)

_BEGINNING = re.compile(rb"""\{[ \t]*+(['"])[^'"\n]{1,80}+\1[ \t]*+:""")
_VALUE = (
    rb"(?:"
    + WRAPPED
    + rb"|[+-]?+(?:(?=\.?\d)(?:[\d.]|_(?=\d)|(?(quote),(?=\d)|(?!))){1,40}+(?:[eE][+-]?+\d++)?+"
    rb"|(?i:nan|inf(?:inity)?+))|None|null)(?![\w.:/-])"
)
"""A number, or none at all; a comma ends it unless it stands between quotes."""
_KEY = rb"""(?P<mark>['"])(?P<name>[^'"\n]{1,80}+)(?P=mark)[ \t]*+:[ \t]*+"""
_INNER = rb"(?:\w{1,20}\((?:<[^<>\n]{1,40}>, )?+)?(?P<inner>\{)"
"""An inner dictionary, before which ``defaultdict(<class 'float'>,`` may come."""
_CELL = (
    rb"(?:" + WRAPPER + rb""")?(?:(?P<quote>['"])[ \t]*+)?+"""
    rb"(?P<value>" + _VALUE + rb""")(?(quote)[^'"\n]*+['"]|)"""
)
_TOKEN = re.compile(
    _KEY + rb"(?:" + _INNER + rb"|" + _CELL + rb")?+"
    rb"""|'[^'\n]*+'|"[^"\n]*+"|(?P<bracket>[][{}])"""
)
"""A key with what begins behind it, any other text, or a bracket."""
_DIGIT = re.compile(rb"\d")
_WORDS = re.compile("[a-z]+|[0-9]+")
_SPLIT = re.compile(
    rb"""['"](?:split|mode|phase|stage|subset|partition|type|set)['"][ \t]*+:[ \t]*+"""
    rb"""['"]([A-Za-z]{1,20}+(?:[ _-][^'"\n]{0,20}+)?)['"]""",
    re.IGNORECASE,
)
"""``'phase': 'train'``: a pair that tells the split of all the others."""


@dataclass(slots=True)
class _Open:
    """The brackets that are open at some place of a dictionary."""

    closing: list[bytes] = field(default_factory=list)
    """What closes each of them, the innermost last."""
    prefix: list[str | None] = field(default_factory=list)
    """What goes in front of the names within; None where pairs have no name of their own."""

    def open(self, bracket: bytes, prefix: str | None = None) -> None:
        """Go into a bracket."""
        self.closing.append(b"}" if bracket == b"{" else b"]")
        self.prefix.append(prefix)

    def close(self, bracket: bytes) -> None:
        """Leave the innermost bracket; one that belongs to a tensor was never gone into."""
        if self.closing[-1] == bracket:
            self.closing.pop()
            self.prefix.pop()


def with_dictionaries(line: bytes, prefix: str = "") -> list[Field]:
    """Return the pairs of a line, those of the dictionaries on it under the split before them.

    ``prefix`` goes in front of the names before any split is told.
    """
    found: list[Field] = []
    at = 0
    while match := _BEGINNING.search(line, at):
        before, prefix = sections_until(line, at, match.start(), prefix)
        inner, at = pairs(line, match.start(), prefix)
        found += before + inner
    after, _ = sections_until(line, at, len(line), prefix)
    return found + after


def has_dictionary(line: bytes) -> bool:
    """Return whether a dictionary begins on a line."""
    return _BEGINNING.search(line) is not None


def pairs(line: bytes, start: int, split: str = "") -> tuple[list[Field], int]:
    """Return the pairs of the dictionary that begins here, and where it ends.

    ``split`` goes in front of the names that say none.
    """
    found: list[Field] = []
    inside = _Open()
    inside.open(b"{", "")
    for match in _TOKEN.finditer(line, start + 1):
        prefix = inside.prefix[-1]
        if bracket := match["bracket"]:
            inside.close(bracket) if bracket in (b"}", b"]") else inside.open(bracket)
            if not inside.closing:
                return _under_split(found, line, start, match.end()), match.end()
        elif match["inner"]:
            inside.open(b"{", _within(prefix, match["name"]))
        elif match["value"] and prefix is not None:
            found.append(_field(match, prefix, split))
    return _under_split(found, line, start, len(line)), len(line)


def _under_split(found: list[Field], line: bytes, start: int, end: int) -> list[Field]:
    """Return the pairs of a dictionary under the split that one of its texts tells, if any."""
    told = _SPLIT.search(line, start, end)
    words = _WORDS.findall(told[1].lower().decode("latin-1")) if told else []
    word = split_among(words) if words and words[0] in SPLIT_WORDS else ""
    if not word:
        return found
    return [each if _is_placed(each, line) else replace(each, prefix=f"{word}/") for each in found]


def _is_placed(field: Field, line: bytes) -> bool:
    """Return whether a name has a split already, or needs none."""
    name = line[field.name_start : field.name_end]
    return bool(field.prefix) or is_counter(name) or says_its_split(name)


def _within(prefix: str | None, name: bytes) -> str | None:
    """Return what goes in front of the names of an inner dictionary.

    None where its name holds digits: lines that differ in digits alone are parsed once.
    """
    if prefix is None or _DIGIT.search(name):
        return None
    return f"{prefix}{name.decode('utf-8', 'replace')}/"


def _field(match: re.Match[bytes], prefix: str, split: str) -> Field:
    """Return a pair; all splits share their counters."""
    name = match["name"]
    if prefix or is_counter(name) or says_its_split(name):
        split = ""
    return Field(*match.span("value"), "", *match.span("name"), split + prefix)
