"""Keys that tell the split in some logs and something else in others: all their cells decide.

``"is_train": false`` and ``"event": "eval"`` tell it; ``"train": 0.5`` is a loss, and an event may
be anything. So do those that tell several sets of one split: ``test_a`` and ``test_b``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from convcheck.readers._json_reshape import (
    SPLIT_KEYS,
    Record,
    names_a_split,
    split_word,
    with_split,
)
from convcheck.readers._measure_names import is_measure
from convcheck.readers._split_apart import sets_apart

_TRAIN_OR_NOT = {True: "train", False: "val"}
_VALIDATION_OR_NOT = {True: "val", False: "train"}
BOOLEAN_KEYS: Mapping[str, Mapping[bool, str]] = {
    **dict.fromkeys(("is_train", "is_training", "train"), _TRAIN_OR_NOT),
    **dict.fromkeys(("is_val", "is_valid", "is_validation", "is_eval"), _VALIDATION_OR_NOT),
}
"""By key, the splits that its two cells tell."""
WORD_KEYS = frozenset({"event", "dataset", "data_split", "kind"})
"""Keys whose texts may tell it; those of ``SPLIT_KEYS`` need no proof."""


def telling_key(head: Sequence[Record], names: Collection[str]) -> str:
    """Return the key that tells the split in each record that has it; empty where none does.

    ``head`` are the first records of a log, with these names. Some record with the key must
    measure something.
    """
    for key in sorted(name for name in names if _may_tell(name)):
        holders = [record for record in head if key in record]
        measured = {name for record in holders for name in record} - {key}
        if any(map(is_measure, measured)) and all(_told(key, each[key]) for each in holders):
            return key
    return ""


def under_told_split(record: Record, key: str) -> Record:
    """Return a record with the split that its key tells in front of the names."""
    split = _told(key, record.get(key))
    if not split or names_a_split(name for name in record if name != key):
        return record
    return {name if name == key else with_split(name, split): cell for name, cell in record.items()}


def sets_told(head: Sequence[Record], names: Collection[str], split_key: str) -> dict[str, str]:
    """Return the texts that tell one of several sets of a split, with the names of the sets."""
    found: dict[str, str] = {}
    for key in (each for each in (*SPLIT_KEYS, split_key) if each in names):
        cells = [record.get(key) for record in head]
        found |= sets_apart([cell for cell in cells if isinstance(cell, str)])
    return found


def under_told_set(record: Record, sets: Mapping[str, str], split_key: str) -> Record:
    """Return a record with the set that it is of in place of the split before the names."""
    for key in (*SPLIT_KEYS, split_key):
        cell = record.get(key)
        if isinstance(cell, str) and (split := split_word(cell)) is not None:
            before, name_of_set = f"{split}/", sets.get(cell, split)
            return {
                f"{name_of_set}/{name.removeprefix(before)}"
                if name.startswith(before)
                else name: of
                for name, of in record.items()
            }
    return record


def _may_tell(key: str) -> bool:
    return key.lower() in WORD_KEYS or key.lower() in BOOLEAN_KEYS


def _told(key: str, cell: object) -> str:
    """Return the split that a cell tells, else an empty text."""
    if isinstance(cell, bool):
        return BOOLEAN_KEYS.get(key.lower(), {}).get(cell, "")
    return (split_word(cell) or "") if key.lower() in WORD_KEYS else ""
