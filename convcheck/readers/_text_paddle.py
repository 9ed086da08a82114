"""Lines of Paddle's high-level trainer, which evaluates without a word of it on each line."""

from __future__ import annotations

import re

from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_pairs import plain
from convcheck.readers._text_rewriting import Rewrite
from convcheck.readers._text_template import Line

_EVALUATION = re.compile(rb"Eval begin\.\.\.(?:\n(?![^\n]*(?:Eval samples|Epoch \d))[^\n]*+)++")
_BEGINNING = b"Eval begin..."
_STEP = re.compile(rb"(?<!\w)step (?=[ ]*+\d++/\d)")


def with_evaluations_marked(data: bytes) -> bytes:
    """Return lines with the word on each line of an evaluation that its heading has."""
    if _BEGINNING not in data:
        return data
    return _EVALUATION.sub(lambda match: _STEP.sub(b"eval step ", match[0]), data)


def open_evaluation(data: bytes) -> int:
    """Return where an evaluation begins that goes on behind these lines, negative for none."""
    begins = data.rfind(_BEGINNING)
    return begins if data.find(b"Eval samples", max(begins, 0)) < 0 else -1


HAPI = Dialect(
    name="paddle",
    lines=(
        Line("Epoch {epoch}/{}"),
        Line("eval step {}/{}... - ", plain, prefix="val/"),
        Line("step {}/{}... - ", plain),
    ),
    mark=b"step ",
    proof=(
        rb"(?<!\w)Epoch +\d+/\d+ *$",
        rb"(?<!\w)step +\d+/\d+(?: \[[=>. ]*\])? - loss: [-\d.na]",
    ),
    axes=("epoch",),
    roles={"loss": "train", "val/loss": "validation"},
    rewrites=(Rewrite((), with_evaluations_marked, open_evaluation),),
    redrawn=True,
)

DIALECTS = (HAPI,)
