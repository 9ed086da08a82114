"""Reports of known programs in words of their own, made lines of names and numbers."""

from __future__ import annotations

import re

from convcheck.readers._text_rewriting import Rewrite, at_the_end, substitution

_COUNT = rb"\d[\d.]*+[kM]|\d++"

_FORTRAN = re.compile(rb"(?<![\w.])([+-]?+\d?+\.\d++)D(?=[+-]\d\d(?![\d.]))")
_SHORTENED = re.compile(
    rb"\d++%\|[^|\n]{0,400}\|[ \t]*+(" + _COUNT + rb")(?:\.\d++)?+/\d[\d.]*+[kMG](?= \[\d)"
)

_SENTENCES = (
    substitution(  # Kaldi's objective is the logarithm of a probability
        b"verage objective function for 'output' ",
        pattern=re.compile(
            rb"verage objective function for 'output' (?:for minibatches \d++-(\d++) )"
            rb"is (?=[-+\d.]++ over )"
        ),
        by=rb"verage: batch \1, loglikelihood: ",
    ),
    substitution(
        b"verall average objective function for 'output' ",
        pattern=re.compile(
            rb"verall average objective function for 'output' is (?=[-+\d.]++ over )"
        ),
        by=rb"verall loglikelihood: ",
    ),
    substitution(  # WeNet counts batches within an epoch
        b"TRAIN Batch ",
        pattern=re.compile(rb"(?<!\w)TRAIN Batch (\d++)/(\d++) (?=loss )"),
        by=rb"train epoch \1 batch \2 ",
    ),
    substitution(
        b"CV Batch ",
        pattern=re.compile(rb"(?<!\w)CV Batch (\d++)/(\d++) (?=loss )"),
        by=rb"valid epoch \1 batch \2 ",
    ),
    substitution(  # gensim's topic models
        b" per-word bound, ",
        pattern=re.compile(
            rb"(?<![\w.])(-?\d++\.\d++) per-word bound, (\d++\.\d++) perplexity estimate"
            rb"(?: based on a held-out corpus of \d++ documents with \d++ words)?+"
        ),
        by=rb"per-word bound: \1, perplexity: \2",
    ),
    substitution(b"D+0", b"D-0", pattern=_FORTRAN, by=rb"\1e"),
    substitution(  # L-BFGS-B minimises f
        b"At iterate ",
        pattern=re.compile(rb"^[ \t]*+At iterate[ \t]++(\d++)[ \t]++f=", re.MULTILINE),
        by=rb"iteration \1 objective=",
    ),
    substitution(  # Trax
        b" |  ",
        pattern=re.compile(
            rb"^(Step[ \t]++\d++: (?:train|eval)[ \t]++[\w/]++)[ \t]++\|[ \t]++(?=[-+]?+[\d.]+$)",
            re.MULTILINE,
        ),
        by=rb"\1: ",
    ),
    substitution(  # Flux shows the value of an expression
        b"loss(",
        pattern=re.compile(rb"^loss\([\w., :\[\]]{1,40}\) = (?=[-+]?+\d)", re.MULTILINE),
        by=rb"loss = ",
    ),
    substitution(  # Catalyst counts epochs in front of a loader's name, or behind it
        b" * Epoch (",
        pattern=re.compile(rb"^(\d++/\d++) \* Epoch \((train|valid|infer)\): ", re.MULTILINE),
        by=rb"epoch \1 \2: ",
    ),
    substitution(
        b"\n* Epoch (",
        pattern=re.compile(rb"^(train|valid|infer) \((\d++/\d++)\) ", re.MULTILINE),
        by=rb"epoch \2 \1: ",
    ),
    # tqdm where it was told to shorten counts
    substitution(b"k [", b"M [", pattern=_SHORTENED, by=rb"batch \1"),
)

_VALUE = rb"[-+]?+(?:\d[\d.]*+(?:e[-+]?+\d++)?+|nan|inf)"
_PAIR = rb"'[A-Za-z_][^'\n]{0,40}', " + _VALUE
_TUPLE = re.compile(rb"^\((" + _PAIR + rb"(?:, " + _PAIR + rb")*+)\)[ \t]*$", re.MULTILINE)
_PARTS = re.compile(rb"'([^'\n]++)', (" + _VALUE + rb")")
"""What Python 2 makes of ``print('loss', 0.5)``."""

_CELLS = rb"[ \t]*+(?:[-+\d.]\S*+[ \t]*+)++"
_BATCH_TABLE = re.compile(
    rb"^[ \t]*+(?:#[ \t]++)?(Epoch[ \t]++batch[ \t]++[^\n]++)\n((?:" + _CELLS + rb"(?:\n|\Z))++)",
    re.MULTILINE,
)
"""The head of NequIP's table, anew above the rows of each epoch."""
_OPEN_TABLE = re.compile(
    rb"^[ \t]*+(?:#[ \t]++)?Epoch[ \t]++batch[ \t]++[^\n]++\n(?:" + _CELLS + rb"\n)*+\Z",
    re.MULTILINE,
)


def _pairs_of_tuple(match: re.Match[bytes]) -> bytes:
    found = _PARTS.findall(match[1])
    return b", ".join(name.rstrip(b" :=") + b": " + value for name, value in found)


def _pairs_of_rows(match: re.Match[bytes]) -> bytes:
    """Return rows with the names above them; as they are where these do not fit."""
    names = match[1].split()
    lines = []
    for row in match[2].splitlines():
        cells = row.split()
        if len(cells) != len(names):
            lines.append(row)
            continue
        pairs = map(b": ".join, zip(names, cells, strict=True))
        lines.append(b", ".join(pairs))
    return b"\n".join(lines) + match[2][len(match[2].rstrip(b"\n")) :]


REPHRASED = (
    *_SENTENCES,
    Rewrite((b"('",), lambda data: _TUPLE.sub(_pairs_of_tuple, data)),
    Rewrite(
        (b"Epoch batch ",),
        lambda data: _BATCH_TABLE.sub(_pairs_of_rows, data),
        at_the_end(_OPEN_TABLE),
    ),
)
