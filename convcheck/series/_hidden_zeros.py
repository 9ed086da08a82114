"""Zeros that stand for NaN: what Hugging Face's Trainer logs of a run that is broken.

It leaves NaN losses out of the sum that it logs, so that zero remains where all were NaN, while the
gradient's norm beside it is logged as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convcheck.model import Note

if TYPE_CHECKING:
    from convcheck.table import Column

FEWEST = 3
"""A gradient scaler skips a step or two, where the loss may be zero by chance."""


def without_hidden_zeros(columns: dict[str, Column]) -> tuple[dict[str, Column], list[Note]]:
    """Return the columns by role with NaN for zeros that the gradient's norm gives away.

    Those are exact zeros, of a training loss that is not zero elsewhere, in the records where that
    norm is not finite.
    """
    loss, norm = columns.get("train"), columns.get("gradient_norm")
    if loss is None or norm is None:
        return columns, []
    broken = norm.record[~np.isfinite(norm.value)]
    hidden = (loss.value == 0) & np.isin(loss.record, broken)
    count = int(hidden.sum())
    if count < FEWEST or not np.any(loss.value != 0) or len(broken) == len(norm):
        return columns, []
    value = np.where(hidden, np.nan, loss.value)
    message = (
        f"{loss.name!r} is exactly 0 where {norm.name!r} is not finite: taken for NaN, which the "
        "logger leaves out"
    )
    note = Note("zero-for-nan", message, count, loss.name)
    return {**columns, "train": replace(loss, value=value)}, [note]
