"""One JSON record to a flat one: nested keys, long form, and splits told by a column.

Each step looks at one record alone, so that survey and read always agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from convcheck.readers._split_apart import LONGEST, SPLITS, is_trial

Record = dict[str, Any]
"""Flat: a name to a float, a text, a boolean or None."""

MAX_DEPTH = 16
"""Levels of nesting that are looked into; logs have up to four (Ray Tune)."""

SPLIT_WORDS: Mapping[str, str] = SPLITS
"""How logs call a split, and the word that goes in front of a series' name."""

SPLIT_KEYS = ("split", "mode", "phase", "stage", "subset", "partition", "type", "set")
"""Columns that tell a record's split."""

NAME_KEYS = ("metric", "name", "tag", "key", "metric_name")
VALUE_KEYS = ("value", "val", "scalar", "metric_value")

POSITION_WORDS = frozenset(
    {"step", "steps", "iter", "iters", "iteration", "iterations", "epoch", "epochs"}
    | {"batch", "batches", "update", "updates", "time", "timestamp", "runtime", "timesteps"}
    | {"samples", "tokens", "wall", "elapsed", "percentage", "ts", "relative"}
)
"""A name with one of these words says where a record stands; all splits share it."""

SUMMARY_KEYS = frozenset({"train_runtime", "train_loss"})
"""Together they mark the closing record of Hugging Face's Trainer: means of the whole run."""

_WORD = re.compile(r"[A-Za-z]+")


def flat(record: Mapping[str, Any]) -> tuple[Record, int]:
    """Return a record with nested names joined by ``/``, and the number of lists left out."""
    if not any(type(cell) is dict or type(cell) is list for cell in record.values()):
        return dict(record), 0
    found: Record = {}
    lists = _flatten(record, "", found, MAX_DEPTH)
    return found, lists


def _flatten(record: Mapping[str, Any], prefix: str, found: Record, depth: int) -> int:
    """Add the cells of a nested record to ``found``; return how many could not be."""
    lists = 0
    for key, cell in record.items():
        if isinstance(cell, dict):
            lists += _flatten(cell, f"{prefix}{key}/", found, depth - 1) if depth else 1
        elif isinstance(cell, list):
            lists += 1
        else:
            found[prefix + key] = cell
    return lists


def is_summary(record: Record) -> bool:
    """Return whether a record holds means of the whole run, which are no point of it."""
    return record.keys() >= SUMMARY_KEYS and "loss" not in record


def reshaped(record: Record) -> Record:
    """Return a flat record in wide form, with its split in front of the names."""
    return _with_split(_widened(record))


def words(name: str) -> set[str]:
    """Return the words of a series' name, in lower case."""
    return {word.lower() for word in _WORD.findall(name)}


def is_position(name: str) -> bool:
    """Return whether a name says where a record stands rather than what was measured."""
    found = words(name)
    return not found.isdisjoint(POSITION_WORDS) and "loss" not in found


@lru_cache(4096)  # the names of a log recur with each of its records
def with_split(name: str, split: str) -> str:
    """Return the name with the split in front, unless it says one already or needs none."""
    if is_position(name) or not words(name).isdisjoint(SPLIT_WORDS):
        return name
    return f"{split}/{name}"


def names_a_split(names: Iterable[str]) -> bool:
    """Return whether some of the names of a record say their split, which all others then lack."""
    return any(not words(name).isdisjoint(SPLIT_WORDS) for name in names)


def split_word(cell: object) -> str | None:
    """Return the split that a cell such as ``train_step`` or ``Validation`` tells, if any."""
    if not isinstance(cell, str) or len(cell) > LONGEST:
        return None
    first = _WORD.match(cell)
    split = SPLIT_WORDS.get(first[0].lower()) if first else None
    return None if split == "test" and is_trial(cell) else split


def _with_split(record: Record) -> Record:
    """Put the split in front of the names where a column of the record tells it."""
    for key in SPLIT_KEYS:
        split = split_word(record.get(key))
        if split is not None:
            return {
                name if name == key else with_split(name, split): cell
                for name, cell in record.items()
            }
    return record


def _widened(record: Record) -> Record:
    """Turn ``{"metric": "loss", "value": 2.0, "step": 1}`` into ``{"loss": 2.0, "step": 1}``."""
    name_key = next((key for key in NAME_KEYS if isinstance(record.get(key), str)), None)
    value_key = next((key for key in VALUE_KEYS if key in record), None)
    if name_key is None or value_key is None:
        return record
    rest = {key: cell for key, cell in record.items() if key not in (name_key, value_key)}
    if any(type(cell) is float and not is_position(key) for key, cell in rest.items()):
        return record  # a wide record that happens to have such columns
    name = record[name_key]
    variant = rest.pop("variant", None) if name_key == "metric" else None  # ClearML
    return {f"{name}/{variant}" if variant else name: record[value_key], **rest}
