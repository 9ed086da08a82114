"""The rows of a training log that a JSON document holds, in whatever form it holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from convcheck.readers._json_bare import (
    bare_columns,
    rows_by_column,
    rows_by_step,
    with_named_splits,
)
from convcheck.readers._json_catboost import catboost_rows
from convcheck.readers._json_counted import ITERATION, implied_counter
from convcheck.readers._json_dialects import TRANSFORMERS, Dialect
from convcheck.readers._json_reshape import is_position, split_word, words
from convcheck.readers._json_sacred import sacred_rows

MAX_DEPTH = 4
"""Levels at which rows or columns are looked for."""

ROW_KEYS = ("log_history", "history", "epochs", "iterations", "records", "metrics", "logs", "steps")
"""What logs call their list of rows, best first; else the longest list is taken."""

BOOSTED = Dialect(logger="gradient boosting")
"""Of XGBoost and LightGBM, whose results look alike."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that were logged one after the other."""

    rows: Sequence[Row]
    """Each may be nested."""
    split: str | None = None
    """The split that the document keeps them under."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a JSON document holds of a training log."""

    groups: Sequence[Rows]
    """The rows, apart where the document keeps splits apart."""
    dialect: Dialect | None = None
    """Who wrote it, where the document as a whole proves it."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Single facts beside the rows."""
    unused: int = 0
    """Lists of objects that were not taken for the log."""


def document(value: Any, stem: str = "") -> Document:
    """Find the rows of a log in a parsed document; there may be none.

    ``stem`` is the file's name without its suffix: it may say what its numbers are.
    """
    if isinstance(value, dict):
        if (catboost := catboost_rows(value)) is not None:
            by_iteration, dialect = catboost
            return Document((Rows(by_iteration),), dialect)
        if isinstance(value.get("log_history"), list):
            facts = {key: cell for key, cell in value.items() if isinstance(cell, float | str)}
            return Document((Rows(_objects(value["log_history"])),), TRANSFORMERS, facts)
        if sacred := sacred_rows(value):
            return Document((Rows(sacred),))
        if rows := rows_by_step(value) or rows_by_column(value):
            return Document((Rows(rows),))
        value = with_named_splits(value, stem)
    elif bare := bare_columns(value, stem):
        return _from_columns(bare)
    lists = dict(_lists_of_objects(value, (), MAX_DEPTH))
    if lists:
        return _from_lists(lists)
    columns = dict(_columns(value, (), MAX_DEPTH))
    if columns:
        return _from_columns(columns)
    return Document((Rows(_objects([value])),))


def _objects(value: Sequence[Any]) -> list[Row]:
    return [item for item in value if isinstance(item, dict)]


def _lists_of_objects(
    value: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Yield every list of objects with the keys that lead to it."""
    if isinstance(value, list):
        if rows := _objects(value):
            yield path, rows
    elif isinstance(value, dict) and depth:
        for key, inner in value.items():
            yield from _lists_of_objects(inner, (*path, key), depth - 1)


def _from_lists(lists: Mapping[tuple[str, ...], list[Row]]) -> Document:
    """Choose among lists of objects: one for each split, or the best one."""
    splits = {path: split_word(path[-1]) for path in lists if path}
    told = [Rows(lists[path], split) for path, split in splits.items() if split]
    if len(told) > 1:
        return Document(told, unused=len(lists) - len(told))

    def merit(path: tuple[str, ...]) -> tuple[int, int]:
        known = [ROW_KEYS.index(key) for key in path if key in ROW_KEYS]
        return (-min(known, default=len(ROW_KEYS)), len(lists[path]))

    return Document((Rows(lists[max(lists, key=merit)]),), unused=len(lists) - 1)


def _columns(
    value: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield every list of numbers, under the keys that lead to it."""
    if not isinstance(value, dict) or not depth:
        return
    for key, inner in value.items():
        if isinstance(inner, list) and any(isinstance(cell, float | str) for cell in inner):
            yield "/".join((*path, key)), inner
        else:
            # Keras keeps its columns below "history", beside a list of epochs.
            yield from _columns(inner, path if key == "history" else (*path, key), depth - 1)


def _from_columns(columns: Mapping[str, Sequence[object]]) -> Document:
    """Turn lists of numbers, one for each name, into rows; a shorter list ends earlier."""
    missing = object()
    rows = [
        {name: cell for name, cell in zip(columns, cells, strict=True) if cell is not missing}
        for cells in zip_longest(*columns.values(), fillvalue=missing)
    ]
    lengths = {name: len(cells) for name, cells in columns.items()}
    if len(set(lengths.values())) == 1:
        counter = implied_counter(columns)
        for index, row in enumerate(rows if counter else ()):
            row[counter] = float(index)
        return Document((Rows(rows),), BOOSTED if counter == ITERATION else None)
    return Document((Rows(rows),), Dialect(axes=_axes_by_length(lengths), unit="step"))


def _axes_by_length(lengths: Mapping[str, int]) -> dict[str, str]:
    """Return for each column the axis of the same length, where there is one.

    Where lists differ in length, one axis cannot hold for all of them.
    """
    axes: dict[str, str] = {}
    for name, length in lengths.items():
        fitting = [key for key, other in lengths.items() if other == length and is_position(key)]
        if fitting and not is_position(name):
            axes[name] = max(fitting, key=lambda key: len(words(key) & words(name)))
    return axes
