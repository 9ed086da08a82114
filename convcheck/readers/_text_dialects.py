"""The table of dialects: every logger whose lines are known, in the order they are tried.

Adding a dialect is adding one entry to one of the modules below, or a module to this table.
"""

from __future__ import annotations

from convcheck.readers import (
    _text_language_models,
    _text_mlperf,
    _text_paddle,
    _text_trees,
    _text_vision,
    _text_yolo,
)
from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_generic import GENERIC, is_repeated

DIALECTS: tuple[Dialect, ...] = (
    *_text_mlperf.DIALECTS,
    *_text_language_models.DIALECTS,
    *_text_paddle.DIALECTS,
    *_text_yolo.DIALECTS,
    *_text_vision.DIALECTS,
    *_text_trees.DIALECTS,
)
"""The first that a log proves is taken; those that prove themselves by more come first."""


def identify(text: bytes) -> Dialect | None:
    """Return the dialect that cleaned lines prove, the one of hand-written lines after all others.

    None where no line reports a loss.
    """
    for dialect in DIALECTS:
        if dialect.is_in(text):
            return dialect
    return GENERIC if is_repeated(GENERIC.rewritten(text)) else None
