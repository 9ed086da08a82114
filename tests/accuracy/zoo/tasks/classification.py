"""Classes to tell apart: blobs, spirals, parity, glyphs, modular addition, many classes."""

from __future__ import annotations

import numpy as np

from tests.accuracy.zoo.tasks.dense import Data, one_hot


def blobs(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Four Gaussian clouds in five dimensions; noise is their spread."""
    centres = rng.normal(0, 1, (4, 5))
    labels = rng.integers(0, 4, examples)
    return Data(centres[labels] + noise * rng.normal(0, 1, (examples, 5)), one_hot(labels, 4))


def spirals(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Two interleaved spirals of one turn and a half."""
    labels = rng.integers(0, 2, examples)
    radius = rng.uniform(0.1, 1.0, examples)
    angle = 3 * np.pi * radius + np.pi * labels
    places = 2 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Data(places + 0.3 * noise * rng.normal(0, 1, (examples, 2)), one_hot(labels, 2))


def parity(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Take the parity of two or three bits (XOR is two) among six; noise flips labels."""
    bits = rng.integers(0, 2, (examples, 6))
    relevant = int(rng.integers(2, 4))
    flipped = rng.random(examples) < 0.2 * noise
    labels = (bits[:, :relevant].sum(axis=1) + flipped) % 2
    inputs = 2.0 * bits.astype(float) - 1.0
    return Data(inputs, one_hot(labels, 2))


def glyphs(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Ten random glyphs of 6 x 6 pixels; noise blurs every pixel."""
    prototypes = (rng.random((10, 36)) < 0.4).astype(float)
    labels = rng.integers(0, 10, examples)
    pixels = prototypes[labels] - 0.4 + 2 * noise * rng.normal(0, 1, (examples, 36))
    return Data(pixels, one_hot(labels, 10))


def modular_addition(examples: int, _noise: float, rng: np.random.Generator) -> Data:
    """Add two numbers modulo 11, both one-hot: memorised long before it is understood."""
    first, second = rng.integers(0, 11, (2, examples))
    inputs = np.concatenate([one_hot(first, 11), one_hot(second, 11)], axis=1)
    return Data(2 * inputs, one_hot((first + second) % 11, 11))


def many_classes(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Thirty overlapping classes in eight dimensions, for a softmax regression."""
    centres = rng.normal(0, 1, (30, 8))
    labels = rng.integers(0, 30, examples)
    spread = 0.3 + 2 * noise
    return Data(centres[labels] + spread * rng.normal(0, 1, (examples, 8)), one_hot(labels, 30))
