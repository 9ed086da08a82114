"""The split that words right before a dictionary name: ``Validation: {"loss": 0.5}``."""

from __future__ import annotations

import re

from convcheck import roles
from convcheck.readers._split_apart import set_named

_KINDS = (roles.TRAIN_WORDS, roles.VALIDATION_WORDS, roles.TEST_WORDS)
_WORDS = frozenset[str]().union(*_KINDS)
_SHORTEST = tuple(
    word for word in sorted(_WORDS) if not any(word != other and other in word for other in _WORDS)
)
"""One of these is in each of the words."""
_LONGEST = 40
"""Characters before the dictionary that are looked at."""
_PHRASE = re.compile(
    r"(?:^|(?<=[\s\[(]))([A-Za-z]+(?:[ _][A-Za-z]+){0,2}(?:-[A-Za-z]+)?)[\])]?"
    r"[ \t]*(?:[:=]|[-=]?>|-)?[ \t]*$"
)
"""``train:``, ``[val]``, ``Validation results =``; not ``INFO:train:``, which names a program."""


def split_before(text: str) -> str:
    """Return the word for a split that stands right before a dictionary, else an empty text.

    ``text`` is what comes before it on its line. Words for several splits tell none. Of several
    sets of a split it is ``test-a``.
    """
    end = text[-_LONGEST:].lower()
    if not any(map(end.__contains__, _SHORTEST)):  # most lines, and several times faster
        return ""
    phrase = _PHRASE.search(end)
    if phrase and (told_set := set_named(phrase[1])):
        return told_set
    words = re.findall("[a-z]+", phrase[1]) if phrase and "-" not in phrase[1] else ()
    told = [word for word in words if word in _WORDS]
    kinds = sum(not kind.isdisjoint(told) for kind in _KINDS)
    return told[-1] if kinds == 1 else ""
