"""Lines of boosted trees and of scikit-learn, which name their metrics themselves."""

from __future__ import annotations

import re

from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_fields import NUMBER, Field
from convcheck.readers._text_pairs import plain
from convcheck.readers._text_template import Line

_METRIC = re.compile(
    rb"[\t ]([A-Za-z][^\t:]{0,80}?):[ ]?(" + NUMBER + rb")(?=[\t\r\n ]|\+|$)", re.MULTILINE
)
"""The name of a metric may hold blanks, an apostrophe and digits: ``valid_1's ndcg@5``."""


def _metrics(line: bytes, start: int, prefix: str) -> list[Field]:
    """Return the metrics of one round; what follows a ``+`` is their spread over folds."""
    return [
        Field(*match.span(2), "", *match.span(1), prefix) for match in _METRIC.finditer(line, start)
    ]


_RECORD = rb"[^\n]{0,200}\[\d{1,9}\]\t"
_UP_TO_END = rb"[^\n]{0,200}\n"
"""Bounded: a line of nothing but such announcements would take a time squared in its length."""

LIGHTGBM = Dialect(
    name="lightgbm",
    lines=(Line("[{iteration}]", _metrics),),
    mark=b"'s ",
    proof=(rb"\[\d+\]\t\S{1,60}'s [^\t:]{1,80}: ",),
    axes=("iteration",),
    summary=re.compile(
        rb"([Bb]est iteration is:"
        + _UP_TO_END
        + rb"(?:(?!"
        + _RECORD
        + rb")"
        + _UP_TO_END
        + rb"){0,2})"
        + _RECORD
        + rb"[^\n]*"
    ),
)

XGBOOST = Dialect(
    name="xgboost",
    lines=(Line("[{iteration}]", _metrics),),
    mark=b"]",
    proof=(rb"\[\d+\][\t ]+[\w.]{1,40}[-_]\w[\w@.-]{0,60}:[ ]?[-\d.n]",),
    axes=("iteration",),
)

CATBOOST = Dialect(
    name="catboost",
    lines=(
        Line("{iteration}: learn: {learn}", _metrics),
        Line("{iteration}: test: {test}", _metrics),
    ),
    mark=b"total: ",
    proof=(rb"(?<![\w.])\d+:\t(?:learn|test): [-\w.]+\t(?:.{0,200}?\t)?total: ",),
    axes=("iteration",),
    roles={"learn": "train", "test": "validation"},
)

SKLEARN_TABLE = Dialect(
    name="scikit-learn",
    lines=(
        Line("{iter} {train loss} {oob improve} {remaining time}s"),
        Line("{iter} {train loss} {oob improve} {remaining time}m"),
        Line("{iter} {train loss} {remaining time}s"),
        Line("{iter} {train loss} {remaining time}m"),
    ),
    mark=b"Train Loss",
    proof=(rb"(?<!\w)Iter +Train Loss +(?:OOB Improve +)?Remaining Time *$",),
    axes=("iter",),
    roles={"train loss": "train"},
)

SKLEARN_SGD = Dialect(
    name="scikit-learn",
    lines=(
        Line("-- Epoch {epoch}"),
        Line("Norm: {weight norm}, NNZs: {}, Bias: {},", plain),
    ),
    mark=b"NNZs: ",
    proof=(rb"Norm: [-\w.]+, NNZs: \d+, Bias: [-\w.]+, T: \d+, ",),
    axes=("epoch",),
    roles={"Avg. loss": "train", "Objective": "train"},
)

SKLEARN_MLP = Dialect(
    name="scikit-learn",
    lines=(
        Line("Iteration {iteration}, loss = {loss}"),
        Line("Validation score: {validation score}"),
    ),
    mark=b", loss = ",
    proof=(rb"(?<!\w)Iteration \d+, loss = [-\w.]+$",),
    axes=("iteration",),
    roles={"loss": "train"},
    goals={"validation score": "max"},
)

SKLEARN_HISTOGRAMS = Dialect(
    name="scikit-learn",
    lines=(Line("[{iteration}/{}] {trees} tree", plain),),
    mark=b" tree",
    proof=(rb"\[\d+/\d+\] \d+ trees?, \d+ leaves, max depth = ",),
    axes=("iteration",),
)

DIALECTS = (
    LIGHTGBM,
    XGBOOST,
    CATBOOST,
    SKLEARN_TABLE,
    SKLEARN_HISTOGRAMS,
    SKLEARN_SGD,
    SKLEARN_MLP,
)
