"""Sentences that tell where a number was measured: ``Cost after iteration 100: 0.69``."""

from __future__ import annotations

import re

from convcheck.readers._measure_names import is_measure
from convcheck.readers._text_fields import COUNT, NUMBER, Field, label
from convcheck.readers._text_pairs import VALUE_END, is_counter, sections

_WORD = rb"[A-Za-z_][\w/.-]{0,60}+"
_COUNTER = (
    rb"(?:(?:global|training) )?(?i:epochs?|(?:global_)?steps?|iter(?:ation)?s?|updates?"
    rb"|batch(?:es)?|episodes?|rounds?)"
)
_COUNTED = rb"(" + _COUNTER + rb")[ \t]*+[#:=]?+[ \t]*+(" + COUNT + rb")(?:[ \t]*+/[ \t]*+\d++)?+"
_SENTENCE = re.compile(
    rb"(?<![\w./-])(" + _WORD + rb"(?: " + _WORD + rb"){0,5}?) (?i:at|after|in|on|for|of)(?: the)? "
    rb"(?:" + _COUNTED + rb"(?:(?:,| and|;) " + _COUNTED + rb")?+"
    rb"|(" + COUNT + rb") (" + _COUNTER + rb"))"
    rb"[ \t]*+(?:[:=]|->|=>|is|was)[ \t]*+(" + NUMBER + rb")" + VALUE_END
)
"""The counter comes before or after its number; what was measured, last."""


_RECORDS = frozenset({"best", "improved", "lowest", "highest", "previous"})
"""Words of what was measured before, and is told again."""


def measured_at(line: bytes) -> list[Field]:
    """Return the fields of a line that measures at a counter, none where it is of another kind.

    Without this the counter would be taken for what was measured. Where more is measured on the
    line it tells of something else, and of how many if another counter is there already: ``epoch 3
    loss in 391 batches``.
    """
    match = _SENTENCE.search(line)
    if match is None or not _is_measured(match[1]):
        return []
    before, after = sections(line[: match.start()], 0, ""), sections(line, match.end(), "")
    names = [label(each, line) for each in before]
    if any(map(is_measure, names)):
        return []
    counted = any(is_counter(name.encode()) for name in names)
    if counted and any(is_measure(label(each, line)) for each in after):
        return []
    measured = Field(*match.span(8), "", *match.span(1))
    if counted and match[6] is not None:
        return [*before, measured, *after]
    counters = [
        Field(*match.span(value), "", *match.span(name))
        for name, value in ((2, 3), (4, 5), (7, 6))
        if match[name] is not None
    ]
    return [*before, *counters, measured, *after]


def _is_measured(name: bytes) -> bool:
    text = name.decode("latin-1").lower()
    return is_measure(text) and _RECORDS.isdisjoint(text.split())
