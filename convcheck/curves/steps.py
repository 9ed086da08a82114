"""Where a run was logged: regular, irregular or geometric steps, repeats and resumptions."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from .shape import FloatArray, IntArray

Spacing = Literal["regular", "irregular", "geometric"]
SPACINGS: tuple[Spacing, ...] = get_args(Spacing)

LARGEST_GAP = 20
"""Irregular steps lie 1 to this many strides apart."""

GEOMETRIC_SPAN = 1000.0
"""Last over first of geometric steps, where there are enough steps between them."""


def spaced_steps(
    count: int, spacing: Spacing, first: int, stride: int, random: np.random.Generator
) -> IntArray:
    """Return strictly increasing steps, shape (count,), that begin at ``first``."""
    if spacing == "irregular":
        gaps = random.integers(1, LARGEST_GAP + 1, max(count - 1, 0))
        place = np.concatenate([[0], np.cumsum(gaps)])[:count]
    elif spacing == "geometric":
        wanted = np.round(np.geomspace(1.0, GEOMETRIC_SPAN, count) * count / 10)
        # Rounding may let neighbours coincide; each is then moved to the next free step.
        order = np.arange(count)
        place = np.maximum.accumulate(wanted - order) + order
        place = place - place[:1]
    else:
        place = np.arange(count)
    return first + stride * place.astype(np.int64)


def repeated_order(count: int, repeats: int, random: np.random.Generator) -> IntArray:
    """Return which step each record belongs to where ``repeats`` of ``count`` are logged twice."""
    twice = random.choice(count, repeats, replace=False)
    return np.sort(np.concatenate([np.arange(count), twice]))


def resumed_order(count: int, stopped: int, overlap: int) -> IntArray:
    """Return which step each record belongs to where ``overlap`` steps were trained again.

    The run stops before step number ``stopped`` and resumes from a checkpoint, ``overlap`` steps
    earlier.
    """
    return np.concatenate([np.arange(stopped), np.arange(stopped - overlap, count)])


def place_in_run(steps: IntArray) -> FloatArray:
    """Return u = (step - first) / (last - first) for increasing steps, both of shape (n,)."""
    length = max(int(steps[-1] - steps[0]), 1)
    return np.asarray((steps - steps[0]) / length)
