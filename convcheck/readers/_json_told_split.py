"""Keys that tell the split in some logs and something else in others: all their cells decide.

``"is_train": false`` and ``"event": "eval"`` tell it; ``"train": 0.5`` is a loss, and an event may
be anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from convcheck.readers._json_reshape import Record, names_a_split, split_word, with_split
from convcheck.readers._measure_names import is_measure

_TRAIN_OR_NOT = {True: "train", False: "val"}
_VALIDATION_OR_NOT = {True: "val", False: "train"}
_BOOLEAN_KEYS: Mapping[str, Mapping[bool, str]] = {
    **dict.fromkeys(("is_train", "is_training", "train"), _TRAIN_OR_NOT),
    **dict.fromkeys(("is_val", "is_valid", "is_validation", "is_eval"), _VALIDATION_OR_NOT),
}
"""By key, the splits that its two cells tell."""
_WORD_KEYS = frozenset({"event", "dataset", "data_split", "kind"})
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


def _may_tell(key: str) -> bool:
    return key.lower() in _WORD_KEYS or key.lower() in _BOOLEAN_KEYS


def _told(key: str, cell: object) -> str:
    """Return the split that a cell tells, else an empty text."""
    if isinstance(cell, bool):
        return _BOOLEAN_KEYS.get(key.lower(), {}).get(cell, "")
    return (split_word(cell) or "") if key.lower() in _WORD_KEYS else ""
