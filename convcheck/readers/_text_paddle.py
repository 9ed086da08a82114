"""Lines of Paddle's high-level trainer, which evaluates without a word of it on each line."""

from __future__ import annotations

import re

from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_pairs import plain
from convcheck.readers._text_template import Line

_EVALUATION = re.compile(rb"Eval begin\.\.\.(?:\n(?![^\n]*(?:Eval samples|Epoch \d))[^\n]*+)++")
_CONTINUED = re.compile(rb"\A(?:(?![^\n]*(?:Eval |Epoch +\d))[^\n]*+\n)++(?=[^\n]*Eval samples)")
"""The rest of an evaluation that began in the block before."""
_STEP = re.compile(rb"(?<!\w)step (?=\d++/\d)")


def with_evaluations_marked(data: bytes) -> bytes:
    """Return lines with the word on each line of an evaluation that its heading has."""
    if b"Eval samples" in data:
        data = _CONTINUED.sub(_marked, data)
    if b"Eval begin..." not in data:
        return data
    return _EVALUATION.sub(_marked, data)


def _marked(match: re.Match[bytes]) -> bytes:
    return _STEP.sub(b"eval step ", match[0])


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
    rewrite=with_evaluations_marked,
    redrawn=True,
)

DIALECTS = (HAPI,)
