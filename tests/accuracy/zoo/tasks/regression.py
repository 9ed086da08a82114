"""Functions to learn: linear, ill-conditioned, teacher, Friedman, sine, robust, autoencoder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.tasks.dense import Data

Floats = NDArray[np.float64]


def linear(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw a linear function of eight independent inputs."""
    inputs = rng.normal(0, 1, (examples, 8))
    return _observed(inputs, inputs @ rng.normal(0, 1, (8, 1)), noise, rng)


def ill_conditioned(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw a linear function whose inputs have scales from 1.5 to 1/20."""
    scales = np.geomspace(1.5, 0.05, 8)
    mixed = rng.normal(0, 1, (examples, 8)) * scales
    weights = rng.normal(0, 1, (8, 1)) / scales[:, None]
    return _observed(mixed, mixed @ weights, noise, rng)


def teacher(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Take the outputs of a random network of six tanh units."""
    inputs = rng.normal(0, 1, (examples, 6))
    hidden = np.tanh(inputs @ rng.normal(0, 1, (6, 6)))
    return _observed(inputs, hidden @ rng.normal(0, 1, (6, 1)), noise, rng)


def friedman(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Friedman's first function of five of seven uniform inputs (1991)."""
    x = rng.random((examples, 7))
    value = (
        10 * np.sin(np.pi * x[:, 0] * x[:, 1])
        + 20 * (x[:, 2] - 0.5) ** 2
        + 10 * x[:, 3]
        + 5 * x[:, 4]
    )
    return _observed(2 * x - 1, value[:, None], noise, rng)


def sine(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """One to three periods of a sine on [-1, 1]."""
    inputs = rng.uniform(-1, 1, (examples, 1))
    frequency = rng.uniform(1, 3) * np.pi
    return _observed(2 * inputs, np.sin(frequency * inputs), noise, rng)


def robust(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Draw a linear function with heavy-tailed errors, for the absolute loss."""
    inputs = rng.normal(0, 1, (examples, 5))
    value = inputs @ rng.normal(0, 1, (5, 1))
    return Data(inputs, _standardised(value) + 0.5 * noise * rng.standard_t(2, (examples, 1)))


def autoencoder(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Twelve features driven by three hidden causes, to be reproduced."""
    causes = rng.normal(0, 1, (examples, 3))
    features = np.tanh(causes @ rng.normal(0, 1, (3, 12)))
    features += 0.5 * noise * rng.normal(0, 1, features.shape)
    return Data(features, features)


def _standardised(values: Floats) -> Floats:
    scaled: Floats = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-12)
    return scaled


def _observed(inputs: Floats, value: Floats, noise: float, rng: np.random.Generator) -> Data:
    """Targets of unit variance plus noise."""
    return Data(inputs, _standardised(value) + noise * rng.normal(0, 1, value.shape))
