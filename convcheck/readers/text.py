"""Text logs: what programs print while they train, among whatever else they print.

Of ``step 1,230`` and ``loss 0,25``, the first is a number in thousands and the second a decimal
one; ``_text_commas`` states the rule for ``1,234``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcheck.readers import HEAD_BYTES
from convcheck.readers._tabular_refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = (
    "printed logs: nanoGPT, modded-nanogpt, llm.c, Megatron-LM, torchtitan, Transformers, "
    "fairseq, ESPnet, XGBoost, LightGBM, CatBoost, scikit-learn, nnU-Net, Keras, Caffe, "
    "detectron2, DETR, CycleGAN, Darknet, YOLO, Paddle, Stable-Baselines3, MLPerf, and lines like "
    "'epoch 3: loss 0.5' or 'cost after iteration 100: 0.5'"
)
RANK = 60

LOG_SUFFIXES = (".log", ".txt", ".out", ".err")
"""A file of such a name may report its first loss later than the head reaches."""

CODE_SUFFIXES = (
    *(".py", ".pyi", ".pyx", ".ipynb", ".sh", ".c", ".cc", ".cpp", ".cu", ".h", ".hpp", ".js"),
    *(".r", ".jl", ".md", ".rst", ".html", ".tex", ".yaml", ".yml", ".toml", ".ini", ".cfg"),
)
"""Whatever such a file says of losses, it is not the log of a run."""

_PRINTED = re.compile(rb"""\s*\{(?:'|"[^\n]*?":[ \t]*(?:\w+\.)?\w+\()""")
"""A dictionary as Python prints it: ``{'loss'``, or ``{"loss": tensor(``, which is no JSON."""

_MAY_COME_FIRST = ("it begins with source code", "it begins like an MLPerf log")
"""What is no table may be a text log all the same."""


def recognise(head: bytes, name: str) -> str | None:
    """Accept where the head reports losses, or a longer file may do so further on.

    A program's listing comes first in some logs. So a file longer than the head is accepted by a
    weaker sign: its suffix, and the words "loss" and "step" in the head. ``survey`` raises
    NoObjective where no line reports a loss then.
    """
    from convcheck.readers._text_clean import cleaned
    from convcheck.readers._text_dialects import DIALECTS, identify

    if name.lower().endswith(CODE_SUFFIXES):
        return "it is source code or a document, by its name"
    reason = refusal(head)
    text = cleaned(head)
    listing = reason is not None and reason.startswith(_MAY_COME_FIRST)
    printed = _PRINTED.match(text) is not None
    if reason is not None and not listing and not printed:
        return reason
    if any(dialect.is_in(text) for dialect in DIALECTS):
        return None
    if (reason is None or printed) and identify(text) is not None:
        return None
    is_long = len(head) >= HEAD_BYTES and name.lower().endswith(LOG_SUFFIXES)
    if is_long and all(word in text.lower() for word in (b"loss", b"step")):
        return None
    return reason or "no lines in it report a loss with its step or epoch"


def survey(source: Source) -> Catalog:
    """List the series; raises SourceNotFound, SourceUnreadable or NoObjective."""
    from convcheck.readers._text_table import catalog

    return catalog(source)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises SourceNotFound, SourceUnreadable or NoObjective."""
    from convcheck.readers._text_table import table

    return table(source, wanted)
