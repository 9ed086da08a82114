"""Catalogs made of names, and what is chosen from them: shared by the tests of roles."""

from __future__ import annotations

from convcheck.series import Selection
from convcheck.table import Catalog, Entry


def catalog(*columns: str | Entry, intrinsic: bool = False) -> Catalog:
    """Return a catalog of numeric columns of which nothing but the name is known."""
    entries = [Entry(column) if isinstance(column, str) else column for column in columns]
    return Catalog(tuple(entries), intrinsic_axis=intrinsic)


def chosen(selection: Selection) -> tuple[str | None, str | None]:
    """Return the names of the training and the validation series."""
    picks = selection.picks
    return tuple(picks[role].name if role in picks else None for role in ("train", "validation"))  # type: ignore[return-value]
