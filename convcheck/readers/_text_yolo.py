"""What the YOLO family prints: a header for each epoch, and below it the losses and a bar."""

from __future__ import annotations

import re

from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_pairs import plain
from convcheck.readers._text_rewriting import Rewrite, from_last
from convcheck.readers._text_template import Line

_LINE = re.compile(
    rb"(?<!\S)(?:Epoch[ \t]++[Gg][Pp][Uu]_mem(?P<names>(?:[ \t]++[A-Za-z]\w*+){2,12})[ \t]*$"
    rb"|(?P<epoch>\d++/\d++)[ \t]++[\d.]++[GM]B?(?P<values>(?:[ \t]++[-+.\deEnaif]++){1,12})"
    rb"(?P<bar>:[ \t]++\d|\Z)"
    rb"|all(?P<scores>(?:[ \t]++[\d.eE+-]++){6})[ \t]*$)",
    re.MULTILINE,
)
_COUNTS = frozenset({b"instances", b"labels", b"targets", b"size", b"img_size"})
"""Columns that count objects or pixels."""
_SCORES = (b"metrics/precision", b"metrics/recall", b"metrics/mAP50", b"metrics/mAP50-95")
_BEGINNING = b"yolo epoch "


def with_columns_named(data: bytes) -> bytes:
    """Return lines with the names of the header above them in front of the numbers.

    The last line may be cut.
    """
    header: list[bytes] = []

    def named(match: re.Match[bytes]) -> bytes:
        if match["names"]:
            header[:] = map(_loss, match["names"].split())
            return match[0]
        if match["scores"]:
            return b"yolo scores | " + _pairs(_SCORES, match["scores"].split()[2:])
        values = match["values"].split()
        if len(values) != len(header) and match["bar"]:
            return match[0]
        line = _BEGINNING + match["epoch"] + b" | " + _pairs(header, values)
        return line + b" : " if match["bar"] else line

    return _LINE.sub(named, data)


def _loss(name: bytes) -> bytes:
    """Return what results.csv calls a column of the header, empty where it is no loss."""
    if name.lower() in _COUNTS:
        return b""
    return b"train/" + (name if name.endswith(b"loss") else name + b"_loss")


def _pairs(names: list[bytes] | tuple[bytes, ...], values: list[bytes]) -> bytes:
    return b", ".join(
        name + b": " + value for name, value in zip(names, values, strict=False) if name
    )


YOLO = Dialect(
    name="yolo",
    lines=(Line("yolo epoch {epoch}/{} |", plain), Line("yolo scores |", plain)),
    mark=b"_mem",
    proof=(rb"yolo epoch \d+/\d+ \| ",),
    axes=("epoch",),
    rewrites=(Rewrite((), with_columns_named, from_last(b"_mem")),),
    redrawn=True,
)

DIALECTS = (YOLO,)
