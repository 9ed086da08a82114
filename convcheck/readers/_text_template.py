"""Kinds of lines, written down as the logger would print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from convcheck.readers._text_fields import NUMBER, Field
from convcheck.readers._text_pairs import Pairs

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OTHER_VALUE = rb"[^\s,;|]{1,32}?"
"""What stands in a number's place where the logger printed something else."""
_ANYTHING = rb"[^\n]{0,200}?"
"""Bounded: a search for several such gaps would else take a time squared in the line's length."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of line, found anywhere on a line so that time stamps may stand before it.

    In ``text`` a name in braces is a number of that name, empty braces are a number of no
    interest, a blank stands for any white space or none, and ``...`` for anything.
    """

    text: str
    """What the line looks like, up to where its pairs begin."""
    pairs: Pairs | None = None
    """How names and numbers come in pairs on the rest of the line; None where there are none."""
    prefix: str = ""
    """What goes in front of the names of the pairs."""

    def __call__(self, line: bytes) -> list[Field]:
        """Return the fields of a line, none where it is of another kind."""
        pattern, names = _compiled(self.text)
        match = pattern.search(line)
        if match is None:
            return []
        found = [
            Field(*match.span(group), name)
            for group, name in enumerate(names, 1)
            if name and match[group] is not None
        ]
        if self.pairs is not None:
            found += self.pairs(line, match.end(), self.prefix)
        return found


@cache
def _compiled(text: str) -> tuple[re.Pattern[bytes], tuple[str, ...]]:
    """Return the text as a regular expression in which every number is a group, and their names.

    Numbers of no interest have empty names. Not done before a line is looked at: compiling all
    kinds of lines takes longer than reading a small log.
    """
    literals = _PLACEHOLDER.split(text)
    return re.compile(_expression(literals[::2]), re.MULTILINE), tuple(literals[1::2])


def _expression(literals: list[str]) -> bytes:
    """Return the regular expression for literals with a number between each two of them.

    The first number must be one: that tells a log from the listing of the program that wrote it.
    """
    begins_with_word = not literals[0] or literals[0][0].isalnum()
    parts = [rb"(?<![\w.])" if begins_with_word else b"", _literal(literals[0])]
    for index, literal in enumerate(literals[1:]):
        other = b"" if index == 0 else b"|" + _OTHER_VALUE
        parts += [b"(", NUMBER, other, b")", _literal(literal)]
    if len(literals) > 1 and not literals[-1]:
        parts.append(rb"(?=[\s,;|)\]]|$)")
    return b"".join(parts)


def _literal(text: str) -> bytes:
    """Return the expression for text between numbers."""
    if text and not text.strip():
        return rb"[ \t]++"  # else one number would be read as two
    blanks = [
        rb"[ \t]*+".join(re.escape(piece.encode()) for piece in re.split(r"[ \t]+", part))
        for part in text.split("...")
    ]
    return _ANYTHING.join(blanks)
