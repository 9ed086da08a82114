"""JSON as loggers write it: bare NaN, prefixes before the object, words that are no JSON."""

from __future__ import annotations

import json
import re
from typing import Any

DECODER = json.JSONDecoder(parse_int=float)
"""Takes whole numbers as floats, so that a number of 5,000 digits is no error."""

MAX_STARTS = 8
"""Braces tried as the beginning of the object on one line, those of whole objects before it aside;
a guard against endless attempts."""

MAX_OBJECTS = 64
"""Objects that are looked for on one line."""

OBJECT_START = re.compile(r'\{\s*(?="|\})')
"""Where an object may begin."""
_STRING_OR_WORD = re.compile(r"""\"(?:[^"\\]|\\.)*\"|[^\s"'{}\[\],:]+""")
_JSON_WORD = re.compile(
    r"true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
)


class NotJson(ValueError):  # noqa: N818 - reads as what happened
    """The text holds no JSON value."""


def loads(text: str) -> Any:
    """Return the value that a text spells; whole numbers become floats.

    Bare words that JSON does not know, such as ``nan`` or ``01``, become strings, whose spelling
    is judged later.

    Raises NotJson for anything else, nesting too deep among it.
    """
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except ValueError as error:
        quoted = _with_words_quoted(text)
        if quoted == text:
            raise NotJson(str(error)) from None
    try:
        return DECODER.decode(quoted)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None


def first_value(text: str, start: int) -> tuple[Any, int]:
    """Return the value that begins at some place of a text, and where it ends.

    Raises NotJson where there is none.
    """
    try:
        return DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None


def line_value(text: str) -> Any:
    """Return the JSON value on one line of a log, whatever stands before its first brace.

    Raises NotJson where there is none.
    """
    return value_and_words(text)[0]


def value_and_words(text: str) -> tuple[Any, str]:
    """Return the JSON value on one line of a log, and what stands before it.

    Raises NotJson where there is none.
    """
    text = text.strip()
    # One object a line may stand in an array: "[{...}," first, "{...}]" last.
    text = text.rstrip(",] " if text.startswith("{") else ",")
    if text[:1] in {"{", "["}:
        try:
            return loads(text), ""
        except NotJson:
            pass
    failures, at = 0, 1
    for _ in range(MAX_OBJECTS):
        found = OBJECT_START.search(text, at)
        if found is None or failures >= MAX_STARTS:
            break
        start = found.start()
        try:
            value, at = first_value(text, start)
        except NotJson:
            pass
        else:
            if at == len(text):
                return value, text[:start]
            continue  # a whole object, and more behind it
        try:
            return loads(text[start:]), text[:start]
        except NotJson:
            failures, at = failures + 1, start + 1
    raise NotJson("no JSON object on this line")


def _with_words_quoted(text: str) -> str:
    """Return the text with quotation marks around words that JSON does not know."""

    def quote(match: re.Match[str]) -> str:
        word = match[0]
        return word if word[0] == '"' or _JSON_WORD.fullmatch(word) else f'"{word}"'

    return _STRING_OR_WORD.sub(quote, text)
