"""Lines of MLPerf submissions: ``:::MLLOG {...}``, and ``:::MLPv0.5.0`` before that."""

from __future__ import annotations

import re

from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_fields import NUMBER, Field
from convcheck.readers._text_pairs import quoted
from convcheck.readers._text_template import Line

_MEASURED = rb"(?!\w*(?:_hp_|_fn\b|target|_start|_stop))\w*(?:accuracy|error|loss)\w*"
"""Keys that hold results; the many others describe the submission."""
_NEW = re.compile(
    rb':::MLLOG .{0,400}?"key": "(' + _MEASURED + rb')", "value": (' + NUMBER + rb"), "
)
_STATS = re.compile(rb':::MLLOG .{0,400}?"key": "tracked_stats", "value": \{')
_OLD = re.compile(rb":::MLP\S{1,20}+ .{0,400}?\) (" + _MEASURED + rb"): ")
_OLD_VALUE = re.compile(rb'(?:\{|.{0,200}?, )"value": (' + NUMBER + rb")|(" + NUMBER + rb")")
_COUNTERS = re.compile(rb'"(epoch|epoch_num|iteration|step|step_num|samples_count)": (\d++)')


def _counted(line: bytes, start: int) -> list[Field]:
    """Return the counters that stand on the rest of a line."""
    return [Field(*each.span(2), "", *each.span(1)) for each in _COUNTERS.finditer(line, start)]


def _result(line: bytes) -> list[Field]:
    """Return a result and its counters from a line of the current format."""
    if match := _STATS.search(line):
        return quoted(line, match.end(), "") + _counted(line, match.end())
    match = _NEW.search(line)
    if match is None:
        return []
    return [Field(*match.span(2), "", *match.span(1)), *_counted(line, match.end())]


def _old_result(line: bytes) -> list[Field]:
    """Return a result and its counters from a line of version 0.5."""
    match = _OLD.search(line)
    value = _OLD_VALUE.match(line, match.end()) if match else None
    if match is None or value is None:
        return []
    span = value.span(1) if value[1] is not None else value.span(2)
    return [Field(*span, "", *match.span(1)), *_counted(line, match.end())]


MLPERF = Dialect(
    name="mlperf",
    lines=(
        _result,
        _old_result,
        # The log of BigDL, in which some submissions come.
        Line("[Epoch {Epoch} {}/{}][Iteration {Iteration}][Wall Clock {}s] loss is {loss}"),
    ),
    mark=b":::ML",
    proof=(rb":::ML(?:LOG \{|Pv\d)",),
    axes=("samples_count", "iteration", "Iteration", "step_num", "step", "epoch_num", "epoch"),
    units={"samples_count": "sample"},
    roles={"loss": "train", "train_loss": "train"},
)

DIALECTS = (MLPERF,)
