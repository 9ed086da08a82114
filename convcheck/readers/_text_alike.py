"""What people print themselves in other ways, made alike: marks, languages, records over lines."""

from __future__ import annotations

import re

from convcheck.readers._text_boxes import ON_ONE_LINE
from convcheck.readers._text_rephrased import REPHRASED
from convcheck.readers._text_rewriting import substitution
from convcheck.readers._text_translated import TRANSLATED

_NUMBERED = substitution(
    *(b"poch #", b"POCH #", b"poch#", b"poch-", b"tep #", b"ter #", b"tion #", b"sode #"),
    *(b"ound #", b"atch #"),
    pattern=re.compile(
        rb"(?<![\w./-])((?i:epoch|iteration|iter|step|episode|round|batch) ?)(?:# ?|-)"
        rb"(?=\d++(?:/\d++)?+(?![\w.-]))"
    ),
    by=rb"\1 ",
)
"""``Epoch #3``, ``epoch # 3`` and ``epoch-3``, but no name of a file."""

ALIKE = (TRANSLATED, _NUMBERED, *REPHRASED, *ON_ONE_LINE)
"""The lines are in English then, with blanks for the mark before a counter's number, and boxes and
dictionaries over several lines are one line each."""
