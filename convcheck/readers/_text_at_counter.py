"""Sentences that tell where a number was measured: ``Cost after iteration 100: 0.69``."""

from __future__ import annotations

import re

from convcheck.readers._measure_names import is_measure
from convcheck.readers._text_fields import COUNT, NUMBER, Field
from convcheck.readers._text_pairs import VALUE_END, sections

_WORD = rb"[A-Za-z_][\w/.-]*+"
_COUNTER = (
    rb"(?:(?:global|training) )?(?i:epochs?|(?:global_)?steps?|iter(?:ation)?s?|updates?"
    rb"|batch(?:es)?|episodes?|rounds?)"
)
_COUNTED = rb"(" + _COUNTER + rb")[ \t]*+[#:=]?+[ \t]*+(" + COUNT + rb")(?:[ \t]*+/[ \t]*+\d++)?+"
_SENTENCE = re.compile(
    rb"(?<![\w.])(" + _WORD + rb"(?: " + _WORD + rb"){0,5}?) (?i:at|after|in|on|for|of)(?: the)? "
    rb"(?:" + _COUNTED + rb"(?:(?:,| and|;) " + _COUNTED + rb")?+"
    rb"|(" + COUNT + rb") (" + _COUNTER + rb"))"
    rb"[ \t]*+(?:[:=]|->|=>|is|was)[ \t]*+(" + NUMBER + rb")" + VALUE_END
)
"""The counter comes before or after its number; what was measured, last."""


def measured_at(line: bytes) -> list[Field]:
    """Return the fields of a line that measures at a counter, none where it is of another kind.

    Without this the counter would be taken for what was measured.
    """
    match = _SENTENCE.search(line)
    if match is None or not is_measure(match[1].decode("latin-1")):
        return []
    counters = [
        Field(*match.span(value), "", *match.span(name))
        for name, value in ((2, 3), (4, 5), (7, 6))
        if match[name] is not None
    ]
    measured = Field(*match.span(8), "", *match.span(1))
    return [*counters, measured, *sections(line, match.end(), "")]
