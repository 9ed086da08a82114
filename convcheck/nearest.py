"""The nearest known name to one that was mistyped."""

from __future__ import annotations

from collections.abc import Iterable

NEAR = 0.7
"""Likeness from which one name may be a slip for another: one letter of three is too much."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that was likely meant; empty where none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=NEAR)), "")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known name, or all of them where none is near."""
    names = sorted(known)
    near = nearest(name, names)
    return f"did you mean {near!r}?" if near else f"known: {', '.join(names)}"
