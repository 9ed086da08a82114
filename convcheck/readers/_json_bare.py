"""Documents whose numbers have keys that count, or none: ``{"0": 2.3, "1": 2.1}``, ``[2.3]``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from convcheck.readers._json_reshape import SPLIT_WORDS
from convcheck.readers._measure_names import is_measure

Row = Mapping[str, Any]

LEAST_NUMBERS = 2
"""Bare numbers of which a list is a series."""
_COUNTED = re.compile(r"(?:([A-Za-z]+)[ _-]?)?(\d+)")
_COUNTERS = {"epoch": "epoch", "ep": "epoch", "step": "step", "iter": "step", "iteration": "step"}


def rows_by_step(value: Row) -> list[Row]:
    """Return the rows of ``{"1": {"loss": ...}, ...}`` and ``{"epoch_1": ...}``, or none."""
    found: list[Row] = []
    for key, row in value.items():
        match = _COUNTED.fullmatch(key)
        counter = _COUNTERS.get((match[1] or "step").lower()) if match else None
        if match is None or counter is None or not isinstance(row, dict):
            return []
        found.append({counter: float(match[2]), **row})
    return found


def rows_by_column(value: Row) -> list[Row]:
    """Return the rows of columns as pandas has them, ``{"loss": {"0": 2.3, "1": ...}}``, or none.

    The keys are the rows' numbers; where they leave some out they count the steps.
    """
    if not value or not all(map(_is_by_row, value.values())):
        return []
    numbers = sorted({int(key) for cells in value.values() for key in cells})
    rows: dict[int, dict[str, Any]] = {number: {} for number in numbers}
    for name, cells in value.items():
        for key, cell in cells.items():
            rows[int(key)][name] = cell
    if numbers == list(range(len(numbers))) or not _COUNTERS.keys().isdisjoint(value):
        return list(rows.values())
    return [{"step": float(number), **row} for number, row in rows.items()]


def with_named_splits(value: Row, stem: str) -> Row:
    """Return ``{"train": [...], "val": [...]}`` under what the file's name says that it holds."""
    lists = {key for key, cells in value.items() if isinstance(cells, list)}
    quantity = next((word for word in re.findall("[A-Za-z]+", stem) if _is_quantity(word)), "")
    if not quantity or not lists or any(key.lower() not in SPLIT_WORDS for key in lists):
        return value
    if all(all(map(_is_whole, value[key])) for key in lists):
        return value  # the numbers of samples
    return {f"{key}/{quantity}" if key in lists else key: value[key] for key in value}


def bare_columns(value: Any, stem: str) -> dict[str, Sequence[Any]]:
    """Return a list of numbers, or of steps with their numbers, as columns; else none.

    The file's name must say what they are: most lists of numbers are something else, and whole
    numbers are codes or samples.
    """
    if not isinstance(value, list) or len(value) < LEAST_NUMBERS or not is_measure(stem):
        return {}
    if all(map(_is_number, value)):
        return {} if all(map(_is_whole, value)) else {stem: value}
    if not all(isinstance(cell, list) and len(cell) == 2 for cell in value):
        return {}
    steps, numbers = zip(*value, strict=True)
    counts = all(map(_is_number, steps)) and all(after > step for step, after in pairwise(steps))
    return {"step": steps, stem: numbers} if counts and all(map(_is_number, numbers)) else {}


def _is_by_row(cells: object) -> bool:
    """Return whether a value holds numbers under the numbers of their rows."""
    if not isinstance(cells, dict) or not cells or not all(map(str.isdecimal, cells)):
        return False
    return all(cell is None or isinstance(cell, str) or _is_number(cell) for cell in cells.values())


def _is_number(cell: object) -> bool:
    return isinstance(cell, float)


def _is_whole(cell: object) -> bool:
    return isinstance(cell, float) and cell.is_integer()


def _is_quantity(word: str) -> bool:
    return is_measure(word) and word.lower() not in SPLIT_WORDS
