"""The runs in a database: their names, and the one that a source means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from convcheck.errors import NoObjective
from convcheck.model import Note
from convcheck.readers import _cells

if TYPE_CHECKING:
    from convcheck.model import Source

MOST_RUNS = 100_000
"""Runs listed of one database."""
NAMED_AT_MOST = 10
"""Runs named in a hint."""


def by_key(rows: Iterable[tuple[object, object]]) -> dict[str, str]:
    """Return the name of each run by its key, from rows of key and name.

    A name that several runs share gets the key behind it, so that names are unique.
    """
    found: dict[str, str] = {}
    for key, name in rows:
        found[str(key)] = str(name or key)
        if len(found) == MOST_RUNS:
            break
    counts = Counter(found.values())
    return {key: f"{name} {key}" if counts[name] > 1 else name for key, name in found.items()}


def chosen_key(names: dict[str, str], source: Source) -> str:
    """Return the key of the source's run, which is the first where the source names none.

    Raises NoObjective where there is no such run.
    """
    for key, name in names.items():
        if source.run in ("", name):
            return key
    if not names:
        raise NoObjective(f"{source.path} holds no run with metrics", "nothing was logged yet")
    known = ", ".join(list(names.values())[:NAMED_AT_MOST])
    raise NoObjective(f"{source.path} has no run {source.run!r}", f"the runs are: {known}")


def number(cell: object) -> float | None:
    """Return the number in a cell, whatever type the database gave it; None for anything else."""
    try:
        return _cells.parse(cell) if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def not_numbers(odd: Counter[str]) -> list[Note]:
    """Return a note for each series with rows that hold no numbers."""
    return [
        Note("not-a-number", f"rows of {name} that hold no numbers", count, name)
        for name, count in odd.items()
    ]
