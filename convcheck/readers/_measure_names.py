"""Names that say, in whatever spelling, that a number is a loss, a score or a reward."""

from __future__ import annotations

import re

from convcheck import roles
from convcheck.name_words import normalise

BARE = frozenset({"train", "val", "valid", "validation"})
"""``train 9.85 val 9.84``: the split alone names the loss."""

_WORDS = frozenset().union(*roles.QUANTITIES, *roles.SCORES) | roles.REWARD_WORDS
_PHRASES = tuple(several for several, one in roles.MERGED if one in _WORDS)
"""Several words that say so together."""
_WORDS_APART = re.compile(r"[\W\d_]+")


def is_measure(name: str) -> bool:
    """Return whether a name says that its number is worth following."""
    text = _WORDS_APART.sub(" ", name.lower())
    words = {*text.split(), *normalise(name).split()}
    if not _WORDS.isdisjoint(words) or text.strip() in roles.ENERGIES:
        return True
    if any(phrase in text for phrase in _PHRASES):
        return True
    return bool(words & BARE) and len(words) == 1
