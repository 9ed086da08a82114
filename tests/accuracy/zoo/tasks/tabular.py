"""Small tables as they come: tumours, wines with raw features, disease scores with raw targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.tasks.dense import Data, one_hot

Floats = NDArray[np.float64]

SCORE_MEAN, SCORE_SPREAD = 150.0, 77.0
"""Of the disease scores: a run starts at five times the trivial loss."""


def tumours(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Thirty standardised measurements of five causes; the two kinds hardly overlap."""
    causes = rng.normal(0, 1, (examples, 5))
    score = causes @ rng.normal(0, 1, (5, 1)) + 0.5 * noise * rng.normal(0, 1, (examples, 1))
    border = np.median(score[:8])  # Even the smallest training set holds both kinds.
    return Data(_measured(causes, 30, 0.4, rng), (score > border).astype(float))


def disease(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Ten correlated measurements explain about half of a score whose unit nobody changed."""
    causes = rng.normal(0, 1, (examples, 6))
    inputs = _measured(causes, 10, 0.25, rng)
    explained = _standardised(inputs @ rng.normal(0, 1, (10, 1)))
    unexplained = (0.7 + 0.8 * noise) * rng.normal(0, 1, explained.shape)
    return Data(inputs, SCORE_MEAN + SCORE_SPREAD * _standardised(explained + unexplained))


def prices(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw prices that grow by factors, in their own unit: many low ones and a few high ones."""
    inputs = rng.normal(0, 1, (examples, 8))
    growth = np.tanh(inputs @ rng.normal(0, 0.4, (8, 4))) @ rng.normal(0, 0.7, (4, 1))
    return Data(inputs, 20 * np.exp(growth + 0.7 * noise * rng.normal(0, 1, growth.shape)))


def wines(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Three classes by thirteen positive features, each in a unit of its own."""
    labels = rng.integers(0, 3, examples)
    centres = rng.normal(0, 0.8, (3, 13))
    standard = centres[labels] + (0.5 + noise) * rng.normal(0, 1, (examples, 13))
    units = rng.permutation(np.geomspace(0.3, 5.0, 13))
    return Data(units * (rng.uniform(1, 3, 13) + standard), one_hot(labels, 3))


def _measured(causes: Floats, features: int, error: float, rng: np.random.Generator) -> Floats:
    """(n, features): standardised mixtures of the causes, each with its own error."""
    mixed = causes @ rng.normal(0, 1, (causes.shape[1], features))
    return _standardised(_standardised(mixed) + error * rng.normal(0, 1, mixed.shape))


def _standardised(values: Floats) -> Floats:
    scaled: Floats = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-12)
    return scaled
