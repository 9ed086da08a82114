"""What was noted on the way from a log to a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcheck.model import Note


def is_noted(notes: Iterable[Note], code: str) -> bool:
    """Return whether an event of this kind is among the notes."""
    return any(note.code == code for note in notes)
