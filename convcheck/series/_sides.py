"""Recognise the losses of two networks that train against one another (GAN)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.model import Note
from convcheck.series._names import parse

if TYPE_CHECKING:
    from convcheck.series._names import Name
    from convcheck.table import Entry


def note_sides(chosen: Entry, entries: Sequence[Entry]) -> Note | None:
    """Return the note that a loss is one side of two; None where it is not."""
    name = parse(chosen.name)
    side = _side(name)
    if side is None:
        return None
    others = [entry for entry in entries if _is_against(entry, side, name.split)]
    if not others:
        return None
    other = min(others, key=lambda entry: len(parse(entry.name).words))
    message = (
        f"by their names {chosen.name!r} and {other.name!r} pull against one another, and "
        f"{chosen.name!r} alone is analyzed"
    )
    return Note(roles.ADVERSARIAL, message, 2, other.name)


def _is_against(entry: Entry, side: int, split: str) -> bool:
    name = parse(entry.name)
    usable = entry.numeric and entry.finite and name.split == split
    return usable and _side(name) == 1 - side


def _side(name: Name) -> int | None:
    """Return the place in ``roles.ADVERSARIES``; None for what is the loss of neither or both."""
    if name.quantity is None or name.trap:
        return None
    found = [side for side, words in enumerate(roles.ADVERSARIES) if words.intersection(name.words)]
    return found[0] if len(found) == 1 else None
