"""Find the columns that the user named, exactly or by a glob."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from convcheck.errors import UsageError
from convcheck.name_words import normalise

if TYPE_CHECKING:
    from convcheck.table import Entry

NEAREST_SHOWN = 5
"""Names that the error suggests: a few help, a long list is not read."""


def resolve(option: str, asked: Sequence[str], entries: Sequence[Entry]) -> Entry | None:
    """Return the first entry that the first fitting name or glob matches; None if none is asked.

    A name matches as it stands, then as a glob, then with case and separators aside.
    Raises UsageError with the nearest names where nothing matches.
    """
    if not asked:
        return None
    for name in asked:
        found = _match(name, entries)
        if found is not None:
            return found
    raise UsageError(
        f"{option}: no column matches {' or '.join(repr(name) for name in asked)}",
        _nearest(asked, [entry.name for entry in entries]),
    )


def _match(asked: str, entries: Sequence[Entry]) -> Entry | None:
    same = [entry for entry in entries if entry.name == asked]
    same += [entry for entry in entries if entry.column == asked]
    glob = [entry for entry in entries if fnmatchcase(entry.name, asked)]
    alike = [entry for entry in entries if normalise(entry.name) == normalise(asked) != ""]
    return next(iter(same + glob + alike), None)


def _nearest(asked: Sequence[str], names: Sequence[str]) -> str:
    by_lowered = {name.lower(): name for name in names}
    found: list[str] = []
    for name in asked:
        close = get_close_matches(name.lower(), by_lowered, NEAREST_SHOWN, cutoff=0.4)
        found.extend(by_lowered[lowered] for lowered in close)
    if found:
        return f"nearest: {', '.join(dict.fromkeys(found))}"
    return f"columns: {', '.join(names[: NEAREST_SHOWN * 2])}" if names else "it has no columns"
