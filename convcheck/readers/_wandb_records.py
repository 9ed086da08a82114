"""What W&B's records say: the values of one step, or how a metric is to be drawn.

Field numbers are those of `wandb_internal.proto`, which W&B keeps stable for its own old logs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convcheck.readers._json_text import NotJson, loads
from convcheck.readers._wire import FIXED64, LENGTH_DELIMITED, VARINT, fields, signed, varint

if TYPE_CHECKING:
    from convcheck.model import Goal
    from convcheck.readers._json_reshape import Record
    from convcheck.readers._wire import Field

HISTORY, METRIC = 2, 12
"""Fields of a record: the values of one step, and the definition of a metric."""
_ITEM, _STEP, _STEP_NUMBER = 1, 2, 1
_KEY, _NESTED_KEY, _INTEGER, _NUMBER, _TEXT, _JSON, _VALUE_JSON = 1, 2, 5, 6, 7, 8, 16
_METRIC_NAME, _METRIC_GLOB, _METRIC_STEP, _METRIC_GOAL = 1, 2, 4, 8
_GOALS: dict[int, Goal] = {1: "min", 2: "max"}

_NESTED_KEY_TAG = _NESTED_KEY << 3 | LENGTH_DELIMITED
_VALUE_JSON_TAG = b"\x82\x01"
"""Field 16, length-delimited."""
_LEAST_PLAIN_ITEM = 6

STEP = "_step"


@dataclass(frozen=True, slots=True)
class Definition:
    """What ``define_metric`` said of a metric, or of all that a glob matches."""

    pattern: str
    """Its name, or the glob."""
    axis: str = ""
    """The metric that it is to be drawn over."""
    goal: Goal | None = None
    """The direction in which it improves."""


def parsed(record: bytes) -> Record | Definition | None:
    """Return the values or the definition in a record; None for records of other kinds.

    Raises MalformedMessage.
    """
    for field in fields(record, 0, len(record)):
        if field.wire_type != LENGTH_DELIMITED:
            continue
        if field.number == HISTORY:
            return _history(record, field)
        if field.number == METRIC:
            return _definition(record, field)
    return None


def _history(record: bytes, history: Field) -> Record:
    """Return the values of one step by name."""
    values: Record = {}
    for field in fields(record, history.start, history.end):
        if field.wire_type != LENGTH_DELIMITED:
            continue
        if field.number == _ITEM:
            _add_item(record, field, values)
        elif field.number == _STEP:
            for part in fields(record, field.start, field.end):
                if (part.number, part.wire_type) == (_STEP_NUMBER, VARINT):
                    step = signed(varint(record, part.start, part.end)[0])
                    values.setdefault(STEP, float(step))
    return values


def _add_item(record: bytes, item: Field, values: Record) -> None:
    """Add one value under its name; the parts of a nested name are joined by dots, as W&B does."""
    if _add_plain_item(record, item.start, item.end, values):
        return
    names: list[str] = []
    value: object = None
    for field in fields(record, item.start, item.end):
        if field.number in (_KEY, _NESTED_KEY) and field.wire_type == LENGTH_DELIMITED:
            names.append(_text(record, field))
        else:
            found = _value(record, field)
            value = value if found is None else found
    _add(".".join(names), value, values)


def _add_plain_item(record: bytes, start: int, end: int, values: Record) -> bool:
    """Add a number under a plain name, as nearly all items are; return False for any other.

    Three times as fast as the general way, which it must agree with.
    """
    if (
        end - start < _LEAST_PLAIN_ITEM
        or record[start] != _NESTED_KEY_TAG
        or record[start + 1] > 127
    ):
        return False
    middle = start + 2 + record[start + 1]
    begin = middle + 3
    if record[middle : middle + 2] != _VALUE_JSON_TAG or begin > end or record[middle + 2] > 127:
        return False
    if begin + record[middle + 2] != end or middle == start + 2:
        return False
    try:
        value = float(record[begin:end])
        values[record[start + 2 : middle].decode()] = value
    except ValueError:
        return False
    return True


def _add(name: str, value: object, values: Record) -> None:
    """Add a value, or those within it; objects of W&B's own (images, tables) are left out."""
    if isinstance(value, dict):
        if "_type" not in value:
            for key, inner in value.items():
                _add(f"{name}.{key}", inner, values)
    elif name and not isinstance(value, list):
        values[name] = value


def _value(record: bytes, field: Field) -> object:
    """Return the value in one field of an item; None where it holds none."""
    raw = record[field.start : field.end]
    if field.wire_type == FIXED64 and field.number == _NUMBER:
        return float(struct.unpack("<d", raw)[0])
    if field.wire_type == VARINT and field.number == _INTEGER:
        zigzag = varint(record, field.start, field.end)[0]
        return float((zigzag >> 1) ^ -(zigzag & 1))
    if field.wire_type != LENGTH_DELIMITED:
        return None
    if field.number == _TEXT:
        return _text(record, field)
    return _json(raw) if field.number in (_JSON, _VALUE_JSON) else None


def _json(raw: bytes) -> object:
    """Return what JSON spells; nearly always a number, NaN and infinities among them."""
    try:
        return float(raw)
    except ValueError:
        pass
    try:
        return loads(raw.decode("utf-8", "replace"))
    except NotJson:
        return raw.decode("utf-8", "replace")


def _definition(record: bytes, metric: Field) -> Definition:
    texts = {
        field.number: _text(record, field)
        for field in fields(record, metric.start, metric.end)
        if field.wire_type == LENGTH_DELIMITED
    }
    goals = [
        _GOALS.get(varint(record, field.start, field.end)[0])
        for field in fields(record, metric.start, metric.end)
        if (field.number, field.wire_type) == (_METRIC_GOAL, VARINT)
    ]
    pattern = texts.get(_METRIC_NAME) or texts.get(_METRIC_GLOB, "")
    return Definition(pattern, texts.get(_METRIC_STEP, ""), goals[-1] if goals else None)


def _text(record: bytes, field: Field) -> str:
    return record[field.start : field.end].decode("utf-8", "replace")
