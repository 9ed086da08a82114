"""Totals that the log lacks: the YOLO family logs the parts of its loss but not their sum."""

from __future__ import annotations

from collections.abc import Sequence

from convcheck.series._names import parse
from convcheck.table import Entry


def missing_totals(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return an entry for each split whose loss is there in known parts only."""
    totals = []
    for split in ("train", "validation"):
        parts = [entry for entry in entries if _is_part(entry, split)]
        known = any(parse(entry.name).parts == ("box",) for entry in parts)
        if known and len(parts) > 1 and not _has_total(entries, split):
            totals.append(_total(split, parts))
    return tuple(totals)


def _is_part(entry: Entry, split: str) -> bool:
    """Return whether the name is made like ``train/box_loss``: a split, one part, "loss"."""
    name = parse(entry.name)
    return (
        entry.numeric
        and name.split == split
        and name.quantity == 0
        and not name.trap
        and name.words[1:] == (*name.parts, "loss")
        and len(name.parts) == 1
    )


def _has_total(entries: Sequence[Entry], split: str) -> bool:
    names = [parse(entry.name) for entry in entries]
    hinted = any(
        entry.role == split or (entry.parts and parse(entry.name).split == split)
        for entry in entries
    )
    return hinted or any(
        name.split == split and name.quantity == 0 and not name.parts and not name.trap
        for name in names
    )


def _total(split: str, parts: Sequence[Entry]) -> Entry:
    """Return the entry of the sum; a part that is never a number is left out of it."""
    usable = [part for part in parts if part.finite] or list(parts)
    prefix = usable[0].name.strip().partition("box")[0] or f"{split}/"
    counts = [part.count for part in usable if part.count is not None]
    firsts = [part.first for part in usable if part.first is not None]
    return Entry(
        name=f"{prefix}loss" if prefix.endswith(("/", "_", ".")) else f"{split}/loss",
        count=min(counts, default=None),
        role=split,
        first=sum(firsts) if len(firsts) == len(usable) else None,
        constant=all(part.constant for part in usable),
        finite=any(part.finite for part in usable),
        parts=tuple(part.name for part in usable),
    )
