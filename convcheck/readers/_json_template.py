"""The layout of a line of JSON: what is the same on every line like it, and where values stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convcheck.readers import _json_reshape as reshape
from convcheck.readers._json_dialects import adapted
from convcheck.readers._json_text import NotJson, loads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcheck.readers._json_dialects import Dialect

MAX_LINE = 1 << 18
"""A longer line is no model for others."""

MAX_LITERAL = 4096
"""The same for what stands between two values: room for long names and texts."""

_TOKEN = re.compile(rb"""\s*(?:("[^"\\]*")(\s*:)?|([{}\[\],])|([^\s"'{}\[\],:]+))""")
_CONSTANT_KEYS = frozenset({*reshape.SPLIT_KEYS, *reshape.NAME_KEYS, "variant"})
"""Columns whose texts decide the names of the series, so that they belong to the layout."""


@dataclass(frozen=True, slots=True)
class Template:
    """One layout: ``literals[0] value literals[1] value ... literals[-1]``."""

    literals: tuple[bytes, ...]
    """What stands around the values; there is a comma in each but the first and last."""
    quoted: tuple[bool, ...]
    """Which values are texts, quotation marks included."""
    columns: tuple[str, ...] = ()
    """All series of such a record in their order."""
    slots: Mapping[str, int] = field(default_factory=dict)
    """Which of the values each series is."""
    texts: Mapping[str, str | bool] = field(default_factory=dict)
    """Those whose text or truth is part of the literals."""
    summary: bool = False
    """Records like this hold no point of the run."""

    def __contains__(self, name: str) -> bool:
        return name in self.slots or name in self.texts


def learn(line: bytes, dialect: Dialect, split: str | None) -> Template | None:
    """Return the layout of a line without its end; None where it must be read by itself.

    That is so for lists, escapes, letters beyond ASCII, repeated keys, long-form records whose
    width depends on their values, for counters in groups of digits, and where another value stands
    in the place of a split.
    """
    if len(line) > MAX_LINE or not line.isascii():
        return None
    try:
        value = loads(line.decode())
    except NotJson:
        return None
    spans = _value_spans(line)
    if not isinstance(value, dict) or spans is None:
        return None
    cells = list(_leaves(value))
    if len(cells) != len(spans) or not cells or any(isinstance(c, list) for _, c in cells):
        return None
    variable = [not _is_constant(key, cell, dialect) for key, cell in cells]
    deciding = [_decides(key, dialect) for key, _ in cells]
    if any(loose and decides for loose, decides in zip(variable, deciding, strict=True)):
        return None  # a number or bare word where a text would decide
    if dialect.grouped and any(key in dialect.grouped for key in reshape.flat(value)[0]):
        return None
    kept = [span for span, loose in zip(spans, variable, strict=True) if loose]
    literals = _literals(line, kept)
    if not kept or max(map(len, literals)) > MAX_LITERAL:
        return None
    return _named(value, line, kept, literals, dialect, split)


def _named(
    value: dict[str, object],
    line: bytes,
    spans: list[tuple[int, int]],
    literals: tuple[bytes, ...],
    dialect: Dialect,
    split: str | None,
) -> Template | None:
    """Find the names of the values by sending numbered marks through the reshaping."""
    quoted = tuple(line[start : start + 1] == b'"' for start, _ in spans)
    marked, _ = reshape.flat(value)
    keys = [key for key, cell in marked.items() if not _is_constant(key, cell, dialect)]
    if len(keys) != len(spans):
        return None
    for place, key in enumerate(keys):
        marked[key] = f"\0{place}" if quoted[place] else float(place)
    if reshape.is_summary(marked):
        return Template(literals, quoted, summary=True)
    if _width_depends_on_values(marked):
        return None
    record = reshape.reshaped(marked)
    if split is not None:
        record = {reshape.with_split(name, split): cell for name, cell in record.items()}
    record = adapted(dialect, record)
    slots, texts = {}, {}
    for name, cell in record.items():
        if isinstance(cell, float):
            slots[name] = int(cell)
        elif isinstance(cell, str) and cell.startswith("\0"):
            slots[name] = int(cell[1:])
        else:
            texts[name] = cell
    return Template(literals, quoted, tuple(record), slots, texts)


def _is_constant(key: str, cell: object, dialect: Dialect) -> bool:
    """Return whether a cell decides on the names of the series, so that it has no place."""
    last = key.rpartition("/")[2]
    if last in _CONSTANT_KEYS:
        return isinstance(cell, str)
    return _decides(last, dialect) and isinstance(cell, str | bool)


def _decides(key: str, dialect: Dialect) -> bool:
    return key in _CONSTANT_KEYS or bool(key and key == dialect.split_key)


def _width_depends_on_values(record: reshape.Record) -> bool:
    """Return whether null in place of a number could turn this wide record into a long one."""
    named = any(isinstance(record.get(key), str) for key in reshape.NAME_KEYS)
    valued = [key for key in reshape.VALUE_KEYS if key in record]
    if not named or not valued:
        return False
    others = (key for key in record if key not in (*reshape.NAME_KEYS, *valued[:1]))
    return any(isinstance(record[key], float) and not reshape.is_position(key) for key in others)


def _leaves(record: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the innermost keys and cells in the order of the line."""
    for key, cell in record.items():
        if isinstance(cell, dict):
            yield from _leaves(cell)
        else:
            yield key, cell


def _value_spans(line: bytes) -> list[tuple[int, int]] | None:
    """Return first and last+1 byte of every value; None where the line has lists or escapes."""
    spans, position = [], 0
    end = len(line.rstrip())
    while position < end:
        match = _TOKEN.match(line, position)
        if match is None or match[3] in (b"[", b"]"):
            return None
        if match[4] or (match[1] and not match[2]):
            spans.append(match.span(4 if match[4] else 1))
        position = match.end()
    return spans


def _literals(line: bytes, spans: list[tuple[int, int]]) -> tuple[bytes, ...]:
    """Return what stands before, between and after the values."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(line)]
    return tuple(line[end:start] for end, start in zip(ends, starts, strict=True))
