"""Small pictures: two moons in the plane, and deformed digits of 8 x 8 pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.tasks.dense import Data, one_hot

Floats = NDArray[np.float64]

SIDE = 8
"""Pixels of a side."""


def moons(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Two interleaved half circles; noise blurs them into each other."""
    labels = np.arange(examples) % 2
    angle = np.pi * (rng.random(examples) + labels)
    places = np.stack([np.cos(angle) + labels - 0.5, np.sin(angle) + 0.5 * labels - 0.25], axis=1)
    return Data(places + 0.6 * noise * rng.normal(0, 1, places.shape), one_hot(labels, 2))


def digits(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Ten strokes, moved by up to a pixel and of varying ink; noise blurs every pixel."""
    prototypes = np.stack([_stroke(rng) for _ in range(10)])
    labels = rng.integers(0, 10, examples)
    down, right = rng.integers(-1, 2, (2, examples, 1, 1))
    rows = (np.arange(SIDE)[None, :, None] - down) % SIDE
    columns = (np.arange(SIDE)[None, None, :] - right) % SIDE
    pixels = prototypes[labels[:, None, None], rows, columns] * rng.uniform(0.6, 1, down.shape)
    pixels += 0.5 * noise * rng.normal(0, 1, pixels.shape)
    return Data(np.clip(pixels, 0, 1).reshape(examples, -1), one_hot(labels, 10))


def _stroke(rng: np.random.Generator) -> Floats:
    """(8, 8): ink from 0 to 1 along a walk of blurred dots."""
    walk = np.cumsum(rng.normal(0, 0.9, (12, 2)), axis=0)
    walk += (SIDE - 1) / 2 - walk.mean(axis=0)
    row, column = np.mgrid[:SIDE, :SIDE]
    distance = (row[..., None] - walk[:, 0]) ** 2 + (column[..., None] - walk[:, 1]) ** 2
    ink: Floats = np.exp(-distance).max(axis=2)
    return ink
