"""JSON lines: one object a line, as most training scripts write by hand, whatever the suffix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcheck.readers._json_text import NotJson, line_value
from convcheck.readers._longtable_look import is_long_table
from convcheck.readers._measure_names import is_measure
from convcheck.readers._own_report import REASON, is_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "JSON lines: hand-written, detectron2, mmengine, mmcv, DETR, fairseq, Ray Tune, W&B, ..."
RANK = 20

LEAST_LINES = 3
"""Lines with an object that a log with other lines among them must show."""

_WRAPPED = re.compile(r"[\w.]{1,20}\(")

LEAST_SHARE = 0.1
"""Their least share of its lines; logs of fairseq begin with a listing of the model."""


def recognise(head: bytes, name: str) -> str | None:
    """Accept where the first line, or enough of the lines, hold one JSON object each."""
    if b"\0" in head:
        return "it is binary"
    if is_long_table(head):
        return "it is a long table"
    if is_report(head):
        return REASON
    text = head.decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line and not line.isspace()]
    if not lines:
        return "it is empty"
    if any(line.startswith(":::ML") for line in lines):
        return "its lines are those of MLPerf"
    if len(lines) == 1 and name.lower().endswith((".jsonl", ".ndjson")) and "{" in lines[0]:
        return None  # one line longer than the head, or cut off
    if _is_document(lines):
        return "its first line is no JSON object of numbers"
    if _is_printed(lines[0]):
        return "its losses are printed Python, which JSON has not"
    objects = sum(_holds_object(line) for line in lines)
    if objects and (objects >= LEAST_LINES or _holds_object(lines[0])):
        return None if objects >= LEAST_SHARE * len(lines) else "too few lines hold an object"
    return "its lines hold no JSON objects"


def survey(source: Source) -> Catalog:
    """List the columns of all records; raises SourceUnreadable."""
    from convcheck.readers import _json_table
    from convcheck.readers._json_blocks import batches
    from convcheck.readers._json_kept import keeping
    from convcheck.readers._json_records import LeftOut

    left_out = LeftOut()
    drawn = keeping(source, batches(source, left_out), left_out)
    return _json_table.catalog(drawn, left_out)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted columns; raises SourceUnreadable."""
    from convcheck.readers import _json_table
    from convcheck.readers._json_blocks import batches
    from convcheck.readers._json_kept import take
    from convcheck.readers._json_records import LeftOut

    kept = take(source)
    if kept is not None:
        return _json_table.table(kept.again(source), wanted, kept.left_out)
    left_out = LeftOut()
    return _json_table.table(batches(source, left_out), wanted, left_out)


def _holds_object(line: str) -> bool:
    """Return whether a line holds a JSON object that is not empty, or a list of them."""
    if "{" not in line:
        return False
    try:
        value = line_value(line)
    except NotJson:
        return False
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) and item for item in items)


def _is_printed(line: str) -> bool:
    """Return whether a line measures in ``tensor(0.5)`` or the like, and in nothing JSON knows."""
    try:
        value = line_value(line)
    except NotJson:
        return False
    cells = value if isinstance(value, dict) else {}
    measured = [cell for name, cell in cells.items() if is_measure(name)]
    wrapped = [cell for cell in measured if isinstance(cell, str) and _WRAPPED.match(cell)]
    return bool(wrapped) and not any(isinstance(cell, float) for cell in measured)


def _is_document(lines: Sequence[str]) -> bool:
    """Return whether the lines are those of one JSON document."""
    first = lines[0].strip()
    if len(lines) > 1:
        return first in {"{", "[", "[{"}
    try:
        value = line_value(first)
    except NotJson:
        return first.startswith(("{", "[")) and len(first) > 1
    columns = value.values() if isinstance(value, dict) else ()
    return isinstance(value, list) or not any(isinstance(cell, float | str) for cell in columns)
