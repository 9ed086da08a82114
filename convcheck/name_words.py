"""The words of a column's name, and whether two names tell quantities of one unit."""

from __future__ import annotations

import re

from convcheck import roles

_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])")
_NOT_A_WORD = re.compile(r"[\W_]+")
_FIRST_POWER = frozenset({"rmse", "root", "mae", "absolute", "l1"})
_SECOND_POWER = frozenset({"mse", "squared", "square", "l2"})
_SPELLINGS = {"err": "error", "errors": "error", "merror": "error", "ppl": "perplexity"}


def normalise(name: str) -> str:
    """Return a name's words in lower case, joined by blanks, with synonyms merged."""
    words = _NOT_A_WORD.sub(" ", _INNER_CAPITAL.sub(" ", name)).strip().lower()
    for several, one in roles.MERGED:
        words = re.sub(rf"\b{several}\b", one, words) if several in words else words
    return words


def same_unit(name: str, other: str) -> bool:
    """Return whether two names allow that their values are held against one another.

    A rate of errors or a perplexity is no level of a loss, whatever the numbers; nor is a square
    one of its root.
    """
    powers = _power(name), _power(other)
    return _units(name) == _units(other) and (None in powers or powers[0] == powers[1])


def _power(name: str) -> int | None:
    """Return which power of the target's unit an error is in; None where the name does not tell."""
    words = set(normalise(name).split())
    if words & _FIRST_POWER:
        return 1
    return 2 if words & _SECOND_POWER else None


def _units(name: str) -> frozenset[str]:
    """Return the words of a name for units of their own, each in one spelling."""
    *_, errors = roles.QUANTITIES
    words = errors.intersection(normalise(name).split())
    return frozenset(_SPELLINGS.get(word, word) for word in words)
