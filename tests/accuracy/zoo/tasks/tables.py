"""Models whose weights are tables of their own shapes, kept as views into one flat vector."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices

Floats = NDArray[np.float64]

POOL = 4093
"""Rows of a pool of draws; a prime, so that starting rows do not repeat in step with an epoch."""


class TableModel:
    """What models with tables for weights have in common."""

    best_possible: float | None = None

    def __init__(self, *shapes: tuple[int, ...]) -> None:
        size = sum(prod(shape) for shape in shapes)
        self.parameters: Floats = np.zeros(size)
        self.gradient: Floats = np.zeros(size)
        self.tables = cut(self.parameters, shapes)
        self.slopes = cut(self.gradient, shapes)

    def spread(self, width: float, rng: np.random.Generator) -> None:
        """Draw all weights with one standard deviation."""
        self.parameters[...] = rng.normal(0, width, self.parameters.size)

    def dead_share(self) -> float:
        """There are no ReLU units."""
        return 0.0


def cut(flat: Floats, shapes: tuple[tuple[int, ...], ...]) -> list[Floats]:
    """Cut a flat vector into tables; writing to a table writes to the vector."""
    tables, at = [], 0
    for shape in shapes:
        size = prod(shape)
        tables.append(flat[at : at + size].reshape(shape))
        at += size
    return tables


def pool_rows(batch: Indices, count: int) -> Indices:
    """(count,) rows of a pool of POOL random draws, decided by the batch.

    Shuffled batches get other rows at every step, and yet the loss of a batch is a function of
    the weights alone.
    """
    start = 61 * int(batch[0]) + 1009 * int(batch[-1]) + 7 * int(batch[len(batch) // 2])
    rows: Indices = (start + np.arange(count)) % POOL
    return rows


def sum_by_pair(rows: Indices, columns: Indices, values: Floats, shape: tuple[int, int]) -> Floats:
    """Sum values (of the shape of both indices) into the entries of a matrix."""
    places = (rows * shape[1] + columns).ravel()
    summed = np.bincount(places, values.ravel(), prod(shape)).astype(float)
    return summed.reshape(shape)


def zipf(count: int, exponent: float) -> Floats:
    """(count,) probabilities that fall as a power of the rank."""
    weights: Floats = np.arange(1, count + 1.0) ** -exponent
    weights /= weights.sum()
    return weights
