"""Reports of known programs in words of their own, made lines of names and numbers."""

from __future__ import annotations

import re

_COUNT = rb"\d[\d.]*+[kM]|\d++"

_SENTENCES: tuple[tuple[bytes, re.Pattern[bytes], bytes], ...] = (
    (  # Kaldi's objective is the logarithm of a probability
        b"verage objective function for 'output' ",
        re.compile(
            rb"verage objective function for 'output' (?:for minibatches \d++-(\d++) )"
            rb"is (?=[-+\d.]++ over )"
        ),
        rb"verage: batch \1, loglikelihood: ",
    ),
    (
        b"verall average objective function for 'output' ",
        re.compile(rb"verall average objective function for 'output' is (?=[-+\d.]++ over )"),
        rb"verall loglikelihood: ",
    ),
    (  # WeNet counts batches within an epoch
        b"TRAIN Batch ",
        re.compile(rb"(?<!\w)TRAIN Batch (\d++)/(\d++) (?=loss )"),
        rb"train epoch \1 batch \2 ",
    ),
    (
        b"CV Batch ",
        re.compile(rb"(?<!\w)CV Batch (\d++)/(\d++) (?=loss )"),
        rb"valid epoch \1 batch \2 ",
    ),
    (  # gensim's topic models
        b" per-word bound, ",
        re.compile(
            rb"(?<![\w.])(-?\d++\.\d++) per-word bound, (\d++\.\d++) perplexity estimate"
            rb"(?: based on a held-out corpus of \d++ documents with \d++ words)?+"
        ),
        rb"per-word bound: \1, perplexity: \2",
    ),
    (  # the exponents of Fortran
        b"D+0",
        re.compile(rb"(?<![\w.])([+-]?+\d?+\.\d++)D(?=[+-]\d\d(?![\d.]))"),
        rb"\1e",
    ),
    (
        b"D-0",
        re.compile(rb"(?<![\w.])([+-]?+\d?+\.\d++)D(?=[+-]\d\d(?![\d.]))"),
        rb"\1e",
    ),
    (  # L-BFGS-B minimises f
        b"At iterate ",
        re.compile(rb"^[ \t]*+At iterate[ \t]++(\d++)[ \t]++f=", re.MULTILINE),
        rb"iteration \1 objective=",
    ),
    (  # Trax
        b" |  ",
        re.compile(
            rb"^(Step[ \t]++\d++: (?:train|eval)[ \t]++[\w/]++)[ \t]++\|[ \t]++(?=[-+]?+[\d.]+$)",
            re.MULTILINE,
        ),
        rb"\1: ",
    ),
    (  # Flux shows the value of an expression
        b"loss(",
        re.compile(rb"^loss\([\w., :\[\]]{1,40}\) = (?=[-+]?+\d)", re.MULTILINE),
        rb"loss = ",
    ),
    (  # Catalyst counts epochs in front of a loader's name, or behind it
        b" * Epoch (",
        re.compile(
            rb"^(\d++/\d++) \* Epoch \((train|valid|infer)\): ",
            re.MULTILINE,
        ),
        rb"epoch \1 \2: ",
    ),
    (
        b"\n* Epoch (",
        re.compile(rb"^(train|valid|infer) \((\d++/\d++)\) ", re.MULTILINE),
        rb"epoch \2 \1: ",
    ),
    *(
        (  # tqdm where it was told to shorten counts
            mark,
            re.compile(
                rb"\d++%\|[^|\n]{0,400}\|[ \t]*+(" + _COUNT + rb")(?:\.\d++)?+/\d[\d.]*+[kMG]"
                rb"(?= \[\d)"
            ),
            rb"batch \1",
        )
        for mark in (b"k [", b"M [")
    ),
)
"""What tells that such a report may be there, how it reads, and what is read instead of it."""

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


def rephrased(data: bytes, looked_at: int) -> bytes:
    """Return lines with such reports as names and numbers, where there are any in the beginning."""
    for mark, pattern, pairs in _SENTENCES:
        if data.find(mark, 0, looked_at) >= 0:
            data = pattern.sub(pairs, data)
    if data.find(b"('", 0, looked_at) >= 0:
        data = _TUPLE.sub(_pairs_of_tuple, data)
    if data.find(b"Epoch batch ", 0, looked_at) >= 0:
        data = _BATCH_TABLE.sub(_pairs_of_rows, data)
    return data


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
